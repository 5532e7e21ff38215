package domains

import "slices"

// FreeMailDomains returns the domains that are built in as free mail, in order: a colleague
// with an address there says nothing about who pays them. Subdomains are not among
// them unless they are listed.
func FreeMailDomains() []Domain {
	all := slices.Clone(freeMail[:])
	slices.Sort(all)
	return all
}
