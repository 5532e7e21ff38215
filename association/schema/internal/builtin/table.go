package builtin

// published is HubSpot's table of built-in ids, a line for each from type: target
// type and id, with the variant after a dot, for all but the unlabeled type.
//
// Every number is taken from the listing of its own from type. Two entries look odd
// and are as published: line items reach subscriptions as such and as upcoming ones,
// and projects list engagements and meeting events beside the single activities. The
// numbers 7 to 12, 17 and 18 are those of activities of any kind, called engagements.
const published = `
companies: companies 450, companies.child 13, companies.parent 14
companies: contacts 280, contacts.with_primary 2, contacts.billing_contact 930, deals 342, deals.with_primary 6, tickets 340, tickets.with_primary 25
companies: calls 181, emails 185, leads 611, meetings 187, notes 189, tasks 191, communications 88, postal_mail 460, engagements 7
companies: invoices 180, orders 935, orders.with_primary 510, payments 390, payment_links 472, quotes 72, quotes.billing_company 1335, subscriptions 298
companies: appointments 909, courses 939, listings 885, services 793, feedback_submissions 929, projects 1237
contacts: contacts 449, companies 279, companies.primary 1, companies.billing_contact 931, deals 4, tickets 15
contacts: calls 193, emails 197, meetings 199, notes 201, tasks 203, communications 82, postal_mail 454, engagements 9
contacts: carts 587, orders 508, invoices 178, payments 388, payment_links 470, subscriptions 296
contacts: appointments 907, courses 861, listings 883, services 799, feedback_submissions 97, projects 1243, leads 609
contacts: quotes 70, quotes.signer 703, quotes.billing_contact 1227
deals: deals 451, contacts 3, companies 341, companies.primary 5, tickets 27
deals: calls 205, leads 1038, leads.primary 583, emails 209, goals 1357, meetings 211, notes 213, tasks 215, communications 86, postal_mail 458, engagements 11
deals: deal_splits 313, line_items 19, carts 1346, invoices 176, orders 511, payments 392, payment_links 474, quotes 63, subscriptions 300
deals: appointments 945, courses 863, listings 887, services 795, feedback_submissions 985, projects 1239, products 630
tickets: tickets 452, contacts 16, companies 339, companies.primary 26, deals 28
tickets: calls 219, emails 223, meetings 225, notes 227, tasks 229, communications 84, postal_mail 456, engagements 17
tickets: threads 32, conversations 278, orders 526, appointments 947, courses 941, listings 943, services 797, subscriptions 1122, payments 1355
tickets: feedback_submissions 99, projects 1241
leads: contacts 608, contacts.primary 578, companies 610, companies.primary 580, deals 1037, deals.primary 582
leads: calls 596, emails 598, meetings 600, notes 854, tasks 646, communications 602, feedback_submissions 1162
calls: contacts 194, companies 182, deals 206, tickets 220, leads 597, orders 773, appointments 913, courses 867, listings 891, services 841
calls: projects 1258, feedback_submissions 1156, meetings 399
emails: contacts 198, companies 186, deals 210, tickets 224, orders 777, appointments 917, courses 871, listings 895, services 843, projects 1260
meetings: contacts 200, companies 188, deals 212, tickets 226, leads 601, orders 769, appointments 919, courses 873, listings 897, services 839, calls 400
notes: contacts 202, companies 190, deals 214, tickets 228, leads 855, orders 765, appointments 921, courses 875, listings 899, services 837, projects 1249
tasks: contacts 204, companies 192, deals 216, tickets 230, leads 647, quotes 218, orders 727, appointments 923, courses 877, listings 901, services 853
tasks: projects 1247
postal_mail: contacts 453, companies 459, deals 457, tickets 455, orders 788, appointments 927, courses 881, listings 905, services 849, projects 1264
communications: contacts 81, companies 87, deals 85, tickets 83, leads 603, orders 785, appointments 925, courses 879, listings 903, services 847
communications: projects 1282
engagements: companies 8, contacts 10, deals 12, tickets 18
appointments: contacts 906, companies 908, deals 944, tickets 946, calls 912, emails 916, meetings 918, notes 920, tasks 922, communications 924
appointments: postal_mail 926, projects 1325
courses: contacts 860, companies 938, deals 862, tickets 940, calls 866, emails 870, meetings 872, notes 874, tasks 876, communications 878
courses: postal_mail 880, projects 1323
listings: contacts 882, companies 884, deals 886, tickets 942, calls 890, emails 894, meetings 896, notes 898, tasks 900, communications 902
listings: postal_mail 904, projects 1321
services: contacts 798, companies 792, deals 794, tickets 796, calls 840, emails 842, meetings 838, notes 836, tasks 852, communications 846
services: postal_mail 848, projects 1245
goals: campaigns 809, deals 1356, goal_target_groups 333
feedback_submissions: contacts 98, companies 928, deals 984, tickets 100, calls 1155, carts 1157, subscriptions 1173, invoices 1159, leads 1161
feedback_submissions: orders 1167, quotes 1171, payments 1169
invoices: contacts 177, companies 179, deals 175, quotes 407, subscriptions 622, payment_links 815, orders 517, tickets 986, line_items 409
invoices: discounts 411, fees 413, taxes 415, payments 541, installments 691, data_sync_states 679, feedback_submissions 1160
payments: contacts 387, companies 389, deals 391, subscriptions 393, line_items 395, quotes 397, discounts 428, payment_links 476, orders 524
payments: invoices 542, feedback_submissions 1170, fees 1326, tickets 1354
payment_links: contacts 469, companies 471, deals 473, payments 475, subscriptions 477, discounts 682, taxes 684, fees 686, line_items 758, invoices 814
quotes: contacts 69, contacts.billing_contact 1226, contacts.signer 702, companies 71, companies.billing_company 1334, deals 64, line_items 67
quotes: quote_templates 286, discounts 362, fees 364, taxes 366, tasks 217, carts 733, invoices 408, orders 731, payments 398, subscriptions 304
quotes: feedback_submissions 1172
line_items: deals 20, quotes 68, subscriptions 302, subscriptions.upcoming 565, discounts 368, payments 396, invoices 410, orders 514
line_items: abandoned_carts 571, carts 591, payment_links 759, projects 1345
orders: contacts 507, companies 934, companies.primary 509, deals 512, line_items 513, subscriptions 516, invoices 518, discounts 519
orders: discount_codes 521, payments 523, tickets 525, carts 593, tasks 726, quotes 730, notes 764, meetings 768, calls 772, emails 776
orders: communications 784, postal_mail 789, feedback_submissions 1168
carts: contacts 586, discounts 588, line_items 590, orders 592, tickets 594, tasks 728, quotes 732, feedback_submissions 1158, deals 1347
discounts: quotes 361, line_items 367, deals 369, invoices 412, orders 520, carts 589, payment_links 683
fees: quotes 363, invoices 414, payment_links 687, payments 1327
taxes: quotes 365, invoices 416, payment_links 685
subscriptions: contacts 295, companies 297, deals 299, line_items 301, quotes 303, payment_links 478, orders 515, invoices 623, tickets 1121
subscriptions: feedback_submissions 1174
projects: companies 1236, companies.primary 1299, deals 1238, tickets 1240, contacts 1242, services 1244, tasks 1246, notes 1248
projects: marketing_events 1250, engagements 1252, projects 1254, meeting_events 1255, calls 1257, emails 1259, conversation_sessions 1261
projects: postal_mail 1263, communications 1281, data_syncs 1304, listings 1320, courses 1322, appointments 1324
`
