package memory

// headers are the headers that the transaction has in its hands. A verb reads the
// side, writes the count and hangs an event on it: that is one way down the tree and
// one back, not three.
type headers struct {
	rows  []headerRow
	slots []uint16 // a row's number plus one, by hash
}

type headerRow struct {
	item  item
	slot  uint32
	dirty bool
}

const (
	headerSlots   = 4096
	headersAtOnce = headerSlots / 2
)

// find returns the header of a record and a type, from the tree if it is not held
// yet. The pointer is good until the next find.
func (h *headers) find(s *state, of handle, k kind) *headerRow {
	if h.slots == nil {
		h.slots = make([]uint16, headerSlots)
	}
	to := k.handle()
	slot := headerSlot(of, to)
	for ; h.slots[slot] != 0; slot = (slot + 1) % headerSlots {
		if row := &h.rows[h.slots[slot]-1]; row.item.from == of && row.item.to == to {
			return row
		}
	}
	h.rows = append(h.rows, headerRow{item: s.header(of, k), slot: slot})
	h.slots[slot] = uint16(len(h.rows))
	return &h.rows[len(h.rows)-1]
}

func headerSlot(of, to handle) uint32 {
	return uint32((uint64(of)^uint64(to)>>7)*0x9e3779b97f4a7c15>>40) % headerSlots
}

func (h *headers) isFull() bool { return len(h.rows) >= headersAtOnce }

func (h *headers) clear() {
	for i := range h.rows {
		h.slots[h.rows[i].slot] = 0
	}
	h.rows = h.rows[:0]
}

// header returns a header for the transaction to change; dirty says that it did.
func (w *writer) header(of handle, k kind) *headerRow {
	if w.headers.isFull() {
		w.flush()
		w.headers.clear()
	}
	return w.headers.find(&w.live, of, k)
}

// flush writes the headers that changed. One without count, primary and events is no
// row.
func (w *writer) flush() {
	for i := range w.headers.rows {
		row := &w.headers.rows[i]
		if !row.dirty {
			continue
		}
		row.dirty = false
		if row.item.isBare() {
			w.items.remove(row.item)
		} else {
			w.items.put(row.item)
		}
		w.store.breathe()
	}
}
