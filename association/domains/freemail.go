package domains

import "slices"

// FreeMailDomains returns the built-in domains of free mail, in order. An address there says
// nothing about the company of its owner. A subdomain of such a domain is free mail only if the
// subdomain is listed too.
func FreeMailDomains() []Domain {
	all := slices.Clone(freeMail[:])
	slices.Sort(all)
	return all
}
