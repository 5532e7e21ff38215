package rowid

// A Request is the number of an interned request id, plus one. Zero is no request id.
type Request uint32

// InternRequest returns the number of a request id, a new number if there is none.
func (n *Names) InternRequest(id string) (Request, error) {
	if id == "" {
		return 0, nil
	}
	number, err := n.operations.Intern(id)
	n.operationsSeen = n.operations.Count()
	return Request(number) + 1, err
}

// RequestID returns the request id as the caller wrote it.
func (n *Names) RequestID(r Request) string {
	if r == 0 {
		return ""
	}
	return n.operations.Text(uint64(r - 1))
}
