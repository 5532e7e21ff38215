package domains

// freeMail are the domains that give an address to anybody, or to every customer of an
// internet or phone provider. They are ordered by provider. The list changes seldom;
// applications add domains by [Options.FreeMail].
var freeMail = [...]Domain{
	// Google
	"gmail.com", "googlemail.com",
	// Microsoft
	"hotmail.com", "hotmail.be", "hotmail.ca", "hotmail.ch", "hotmail.cl", "hotmail.co.jp", "hotmail.co.nz",
	"hotmail.co.th", "hotmail.co.uk", "hotmail.com.ar", "hotmail.com.au", "hotmail.com.br", "hotmail.com.mx",
	"hotmail.com.tr", "hotmail.de", "hotmail.dk", "hotmail.es", "hotmail.fi", "hotmail.fr", "hotmail.gr",
	"hotmail.hu", "hotmail.it", "hotmail.nl", "hotmail.no", "hotmail.se", "live.at", "live.be", "live.ca",
	"live.cl", "live.cn", "live.co.uk", "live.co.za", "live.com", "live.com.ar", "live.com.au", "live.com.mx",
	"live.com.pt", "live.de", "live.dk", "live.fi", "live.fr", "live.ie", "live.in", "live.it", "live.jp",
	"live.nl", "live.no", "live.ru", "live.se", "msn.com", "outlook.at", "outlook.be", "outlook.cl",
	"outlook.co.id", "outlook.co.th", "outlook.com", "outlook.com.ar", "outlook.com.au", "outlook.com.br",
	"outlook.com.gr", "outlook.com.tr", "outlook.com.vn", "outlook.cz", "outlook.de", "outlook.dk",
	"outlook.es", "outlook.fr", "outlook.hu", "outlook.ie", "outlook.in", "outlook.it", "outlook.jp",
	"outlook.kr", "outlook.my", "outlook.ph", "outlook.pt", "outlook.sa", "outlook.sg", "outlook.sk",
	"passport.com", "windowslive.com",
	// Yahoo and AOL
	"aim.com", "aol.co.uk", "aol.com", "aol.de", "aol.fr", "myyahoo.com", "rocketmail.com", "verizon.net",
	"yahoo.at", "yahoo.be", "yahoo.ca", "yahoo.ch", "yahoo.cl", "yahoo.co.id", "yahoo.co.il", "yahoo.co.in",
	"yahoo.co.jp", "yahoo.co.kr", "yahoo.co.nz", "yahoo.co.th", "yahoo.co.uk", "yahoo.co.za", "yahoo.com",
	"yahoo.com.ar", "yahoo.com.au", "yahoo.com.br", "yahoo.com.cn", "yahoo.com.co", "yahoo.com.hk",
	"yahoo.com.mx", "yahoo.com.my", "yahoo.com.ph", "yahoo.com.sg", "yahoo.com.tr", "yahoo.com.tw",
	"yahoo.com.vn", "yahoo.de", "yahoo.dk", "yahoo.es", "yahoo.fi", "yahoo.fr", "yahoo.gr", "yahoo.ie",
	"yahoo.in", "yahoo.it", "yahoo.nl", "yahoo.no", "yahoo.pl", "yahoo.ro", "yahoo.se", "ymail.com",
	// Apple
	"icloud.com", "mac.com", "me.com",
	// mail for privacy
	"cock.li", "disroot.org", "fastmail.com", "fastmail.fm", "hey.com", "hush.com", "hushmail.com",
	"keemail.me", "mailbox.org", "mailfence.com", "pm.me", "posteo.de", "posteo.net", "proton.me",
	"protonmail.ch", "protonmail.com", "runbox.com", "tuta.com", "tuta.io", "tutamail.com", "tutanota.com",
	"tutanota.de", "zoho.com", "zohomail.com",
	// mail for everybody
	"email.com", "gmx.at", "gmx.ch", "gmx.co.uk", "gmx.com", "gmx.de", "gmx.es", "gmx.eu", "gmx.fr",
	"gmx.net", "gmx.us", "inbox.com", "inbox.lv", "lycos.com", "mail.com", "myself.com", "netscape.net",
	"usa.com",
	// German-speaking countries
	"a1.net", "aon.at", "arcor.de", "bluewin.ch", "chello.at", "freenet.de", "hispeed.ch", "kabelmail.de",
	"online.de", "sunrise.ch", "t-online.de", "unitybox.de", "vodafonemail.de", "web.de",
	// France, Belgium, the Netherlands, Luxembourg
	"aliceadsl.fr", "bbox.fr", "club-internet.fr", "free.fr", "hetnet.nl", "home.nl", "kpnmail.nl",
	"laposte.net", "neuf.fr", "noos.fr", "numericable.fr", "orange.fr", "planet.nl", "proximus.be", "pt.lu",
	"quicknet.nl", "sfr.fr", "skynet.be", "telenet.be", "upcmail.nl", "voila.fr", "wanadoo.fr", "wanadoo.nl",
	"xs4all.nl", "ziggo.nl",
	// Italy, Spain, Portugal, Greece
	"alice.it", "aliceposta.it", "fastwebnet.it", "forthnet.gr", "hol.gr", "iol.it", "libero.it",
	"netcabo.pt", "ono.com", "otenet.gr", "sapo.pt", "telefonica.net", "terra.es", "tim.it", "tin.it",
	"tiscali.it", "virgilio.it",
	// the British Isles
	"blueyonder.co.uk", "btinternet.com", "btopenworld.com", "eircom.net", "freeserve.co.uk", "ntlworld.com",
	"o2.co.uk", "plusnet.com", "sky.com", "talk21.com", "talktalk.net", "tesco.net", "tiscali.co.uk",
	"virgin.net", "virginmedia.com",
	// northern Europe
	"bredband.net", "comhem.se", "elisanet.fi", "glocalnet.net", "jubii.dk", "kolumbus.fi", "luukku.com",
	"online.no", "ofir.dk", "spray.se", "stofanet.dk", "suomi24.fi", "tele2.se", "telia.com",
	// central and eastern Europe
	"abv.bg", "atlas.cz", "azet.sk", "centrum.cz", "centrum.sk", "citromail.hu", "delfi.lt", "email.cz",
	"freemail.hu", "gazeta.pl", "gmx.pl", "i.ua", "indamail.hu", "interia.eu", "interia.pl", "mail.bg",
	"meta.ua", "o2.pl", "onet.eu", "onet.pl", "op.pl", "poczta.fm", "poczta.onet.pl", "post.cz", "seznam.cz",
	"tlen.pl", "ukr.net", "vp.pl", "volny.cz", "wp.pl", "zoznam.sk",
	// Russia
	"bk.ru", "inbox.ru", "internet.ru", "list.ru", "mail.ru", "mail.ua", "narod.ru", "pochta.ru", "qip.ru",
	"rambler.ru", "vk.com", "ya.ru", "yandex.by", "yandex.com", "yandex.kz", "yandex.ru", "yandex.ua",
	// North America
	"adelphia.net", "ameritech.net", "att.net", "bell.net", "bellsouth.net", "cableone.net",
	"centurylink.net", "charter.net", "comcast.net", "cox.net", "earthlink.net", "embarqmail.com",
	"flash.net", "frontier.com", "frontiernet.net", "hughes.net", "insightbb.com", "juno.com",
	"mindspring.com", "netzero.com", "netzero.net", "optimum.net", "optonline.net", "pacbell.net",
	"peoplepc.com", "prodigy.net", "q.com", "roadrunner.com", "rogers.com", "rr.com", "sbcglobal.net",
	"shaw.ca", "snet.net", "suddenlink.net", "swbell.net", "sympatico.ca", "telus.net", "twc.com",
	"videotron.ca", "windstream.net",
	// Latin America
	"bol.com.br", "fibertel.com.ar", "globo.com", "globomail.com", "ig.com.br", "infinitummail.com",
	"oi.com.br", "prodigy.net.mx", "r7.com", "speedy.com.ar", "terra.com", "terra.com.br", "uol.com.br",
	"zipmail.com.br",
	// China
	"126.com", "139.com", "163.com", "163.net", "188.com", "189.cn", "21cn.com", "aliyun.com", "foxmail.com",
	"qq.com", "sina.cn", "sina.com", "sina.com.cn", "sogou.com", "sohu.com", "tom.com", "vip.163.com",
	"vip.qq.com", "vip.sina.com", "wo.cn", "yeah.net",
	// Japan, Korea, Taiwan, Hong Kong
	"daum.net", "docomo.ne.jp", "ezweb.ne.jp", "hanmail.net", "hotmail.com.tw", "i.softbank.jp", "kakao.com",
	"nate.com", "naver.com", "netvigator.com", "nifty.com", "seed.net.tw", "softbank.ne.jp", "ymobile.ne.jp",
	// southern Asia, the Middle East, Africa
	"bezeqint.net", "indiatimes.com", "mweb.co.za", "netvision.net.il", "rediff.com", "rediffmail.com",
	"sify.com", "telkomsa.net", "vodamail.co.za", "walla.co.il", "walla.com", "webmail.co.za",
	// Australia and New Zealand
	"adam.com.au", "bigpond.com", "bigpond.com.au", "bigpond.net.au", "dodo.com.au", "iinet.net.au",
	"internode.on.net", "iprimus.com.au", "optusnet.com.au", "slingshot.co.nz", "tpg.com.au",
	"westnet.com.au", "xtra.co.nz",
	// addresses to throw away
	"10minutemail.com", "dispostable.com", "getnada.com", "grr.la", "guerrillamail.com", "guerrillamail.net",
	"maildrop.cc", "mailinator.com", "mailnesia.com", "sharklasers.com", "temp-mail.org", "tempmail.com",
	"throwawaymail.com", "trashmail.com", "yopmail.com", "yopmail.fr",
}
