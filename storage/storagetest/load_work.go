package storagetest

import (
	"math/rand/v2"
	"strconv"

	"github.com/relata-go/relata/record"
)

// A work is the links that [Load] associates: between contacts and companies in random order.
// Half of the contacts have one company, the others two or three; a company has up to workHub
// contacts, most have few.
type work struct {
	links    [][2]record.Ref // contact, company
	contacts int
}

// workHub is the most contacts that a company has: half of what the limits allow, since
// the verb associate at most doubles them.
const workHub = 5_000

// newWork returns n links, always the same.
func newWork(n int) *work {
	random := rand.New(rand.NewPCG(1, 2))
	companies := max(n/20, 2)
	skewed := rand.NewZipf(random, 1.2, 8, uint64(companies-1))
	sizes := make([]int, companies)
	w := &work{links: make([][2]record.Ref, 0, n)}
	for ; len(w.links) < n; w.contacts++ {
		taken := [3]int{-1, -1, -1}
		for k := range min(n-len(w.links), []int{1, 1, 1, 2, 2, 3}[random.IntN(6)]) {
			c := int(skewed.Uint64())
			if k > 0 || sizes[c] >= workHub {
				c = random.IntN(companies)
			}
			if c == taken[0] || c == taken[1] || sizes[c] >= workHub {
				continue
			}
			taken[k] = c
			sizes[c]++
			w.links = append(w.links, [2]record.Ref{workRef(record.Contacts, w.contacts), workRef(record.Companies, c)})
		}
	}
	random.Shuffle(n, func(i, j int) { w.links[i], w.links[j] = w.links[j], w.links[i] })
	return w
}

// workRef is the n-th record of a type, by a decimal id.
func workRef(of record.Type, n int) record.Ref {
	return record.New(of, record.ID(strconv.Itoa(1000+n)))
}
