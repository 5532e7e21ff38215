package kv

import (
	"encoding/binary"
	"math"

	"github.com/relata-go/relata/storage"
)

// A head is how far the account's feed has come.
type head struct {
	last   uint64 // the sequence of the newest event there ever was; 0: there was none
	newest int64  // the latest time of any event there ever was
	spans  []span
}

// A span says from which sequence on events belong to an epoch, up to the next span.
type span struct{ epoch, first uint64 }

func appendHead(v []byte, h *head) []byte {
	v = appendTime(binary.AppendUvarint(v, h.last), h.newest)
	for _, s := range h.spans {
		v = binary.AppendUvarint(binary.AppendUvarint(v, s.epoch), s.first)
	}
	return v
}

func (s *scanner) head() (h head) {
	h.last, h.newest = s.uvarint(), s.time()
	for !s.bad && len(s.left) > 0 {
		h.spans = append(h.spans, span{s.uvarint(), s.uvarint()})
	}
	s.bad = s.bad || len(h.spans) == 0 || h.spans[0].first != 1
	return h
}

// position returns the place of an event in the feed.
func (h *head) position(sequence uint64) storage.Position {
	p := storage.Position{Sequence: sequence}
	for i := len(h.spans) - 1; i >= 0; i-- {
		if h.spans[i].first <= sequence {
			p.Epoch = h.spans[i].epoch
			break
		}
	}
	return p
}

// behind returns the first sequence, perhaps of an event still to come, whose place is
// behind p.
func (h *head) behind(p storage.Position) uint64 {
	for i, s := range h.spans {
		last := h.last
		if i+1 < len(h.spans) {
			last = h.spans[i+1].first - 1
		}
		switch {
		case s.epoch > p.Epoch:
			return s.first
		case s.epoch == p.Epoch && p.Transaction == 0 && p.Sequence < last:
			return max(s.first, p.Sequence+1)
		}
	}
	return h.last + 1
}

// from returns the first sequence whose place is p or behind it.
func (h *head) from(p storage.Position) uint64 {
	n := h.behind(p)
	if n > 1 && h.position(n-1) == p {
		n--
	}
	return n
}

// draw returns the sequence of the next event, whose time is at.
func (h *head) draw(epoch uint64, at int64) uint64 {
	if h.last == 0 || at > h.newest {
		h.newest = at
	}
	h.last++
	if n := len(h.spans); n == 0 || h.spans[n-1].epoch != epoch {
		h.spans = append(h.spans[:n:n], span{epoch, h.last})
	}
	return h.last
}

// loadHead reads the head once for each snapshot.
func (q *query) loadHead() {
	if q.headIsLoaded {
		return
	}
	key := q.single(familyHead)
	v := q.get(key)
	q.headIsLoaded, q.stood = q.err == nil, math.MinInt64
	if v == nil {
		return
	}
	s := scanner{left: v}
	if q.head = s.head(); !s.isDone() {
		q.corrupt(key)
	}
	q.fed, q.stood = q.head.last, q.head.newest
}
