package association

import (
	"slices"

	"github.com/relata-go/relata/association/internal/draft"
	"github.com/relata-go/relata/history"
	"github.com/relata-go/relata/label"
	"github.com/relata-go/relata/primary"
	"github.com/relata-go/relata/record"
	"github.com/relata-go/relata/storage"
)

// A merging is a merge under way: the links of both records become those of one. Most of a
// merge is decided in memory, for all links at once; then each link is moved.
//
//	read     the links of both, paired by the record at the other end
//	unite    one link for each pair: labels of both, the earlier time
//	fit      links and labels that the limits have no room for go, by the policy
//	choose   the primary of the result, for each type with a rule
//	move     each link is taken from its owner and given to the result
//	end      both ids stand for the result
type merging struct {
	draft                  *draft.Draft
	survivor, merged, into record.Ref
	policy                 MergePolicy

	links   []mergedLink  // the links of the result
	between draft.HubLink // the link between the two, if there is one
	result  Result
}

// read asks for the links of both.
func (m *merging) read() error {
	survivors, err := m.draft.HubLinks(m.survivor)
	mergeds, again := m.draft.HubLinks(m.merged)
	if err == nil {
		err = again
	}
	if m.into != m.survivor {
		if taken := m.isNew(); err == nil {
			err = taken
		}
	}
	if err == nil {
		m.pair(survivors, mergeds)
	}
	return err
}

// isNew returns an error unless the id of the result was never used.
func (m *merging) isNew() error {
	state := m.draft.Stored(m.into)
	links, err := m.draft.HubLinks(m.into)
	if err != nil {
		return err
	}
	if len(links) > 0 || state != (storage.RecordState{}) {
		return &record.TakenError{Record: m.into}
	}
	return nil
}

// run decides the limits and the primaries, and moves the links.
func (m *merging) run() (Result, error) {
	m.result = Result{Outcome: Merged}
	m.keepLabels()
	wanted := len(m.result.Lost)
	m.fit()
	if over := m.result.Lost[wanted:]; m.policy.Limits == RefuseOverLimit && len(over) > 0 {
		return Result{}, &OverLimitError{m.survivor, m.merged, over}
	}
	m.choose()
	m.links = slices.DeleteFunc(m.links, func(l mergedLink) bool {
		return m.into == m.survivor && l.now == l.survivors && !l.mergeds.Linked()
	})
	m.touch()
	m.draft.SetSource(history.By(history.ObjectMerge))
	defer m.draft.SetSource(history.Source{})
	err := m.draft.Steps(len(m.links)+2, func(i int) error {
		switch i {
		case 0:
			return m.start()
		case 1:
			return m.separate()
		}
		return m.move(&m.links[i-2])
	})
	if err != nil {
		return Result{}, err
	}
	return m.result, m.end()
}

// touch asks for what it takes to change the links that are left.
func (m *merging) touch() {
	m.draft.Rows.Reserve(len(m.links), 2*len(m.links))
	hubs := [...]record.Ref{m.survivor, m.merged, m.into}
	for _, ref := range hubs {
		m.draft.Touch(ref)
	}
	if m.between.State.Linked() {
		m.draft.Rows.Degree(m.survivor, m.merged.Type, label.TypeID{})
		m.draft.TouchFarEnd(&m.between.FarEnd, m.survivor.Type)
	}
	last := record.Type("")
	for i := range m.links {
		far := &m.links[i].FarEnd
		m.draft.TouchFarEnd(far, m.into.Type)
		if far.Other.Type == last {
			continue // links towards one type come together
		}
		last = far.Other.Type
		for _, ref := range hubs {
			m.draft.Rows.Degree(ref, last, label.TypeID{})
		}
	}
}

// start makes the time of the merge later than all that it touches.
func (m *merging) start() error {
	for i := range m.links {
		if err := m.draft.AfterFarEnd(&m.links[i].FarEnd); err != nil {
			return err
		}
	}
	return m.draft.After(m.survivor, m.merged, m.into)
}

// separate removes the link between the two.
func (m *merging) separate() error {
	if !m.between.State.Linked() {
		return nil
	}
	l := m.draft.Shown(m.survivor, &m.between)
	c := m.draft.Begin()
	c.Add(&l, history.State{}, causesOf(m.between.State, primary.Unlinked))
	return m.draft.Write(c)
}

// causesOf gives one cause to every mark that a state has.
func causesOf(s history.State, cause primary.Cause) (causes history.Causes) {
	if s.Near.Primary {
		causes.Near = cause
	}
	if s.Far.Primary {
		causes.Far = cause
	}
	return causes
}

// move makes the links of both records to one other the link of the result.
func (m *merging) move(l *mergedLink) error {
	if !l.now.Linked() {
		return m.drop(l)
	}
	c := m.draft.Begin()
	var was history.State // the link of the result's own id
	m.take(c, l, m.survivor, l.survivors, &was)
	m.take(c, l, m.merged, l.mergeds, &was)
	if l.now != was {
		link := m.draft.Shown(m.into, &draft.HubLink{FarEnd: l.FarEnd, State: was})
		c.Add(&link, l.now, l.causes(was))
	}
	if !c.IsEmpty() {
		m.result.Links++
	}
	return m.draft.Write(c)
}

// take takes a link from its owner, unless the owner is the result: then it is the link
// that changes.
func (m *merging) take(c *draft.Changes, l *mergedLink, owner record.Ref, own history.State, was *history.State) {
	switch {
	case owner == m.into:
		*was = own
	case own.Linked():
		link := m.draft.Shown(owner, &draft.HubLink{FarEnd: l.FarEnd, State: own})
		c.Add(&link, history.State{}, causesOf(own, primary.MergedInto))
	}
}

// drop removes the links of both records to one other that the result has no room for. If
// either record was the other's primary, another succeeds it: so the link with the mark
// goes last, or the other link would get the mark first.
func (m *merging) drop(l *mergedLink) error {
	steps := []func() error{
		func() error { return m.cut(m.survivor, l, l.survivors) },
		func() error { return m.cut(m.merged, l, l.mergeds) },
	}
	if l.survivors.Far.Primary {
		slices.Reverse(steps)
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	m.result.Links++
	return nil
}

func (m *merging) cut(owner record.Ref, l *mergedLink, own history.State) error {
	if !own.Linked() {
		return nil
	}
	return cut(m.draft, owner, &draft.HubLink{FarEnd: l.FarEnd, State: own}, &m.result)
}

// end makes the ids stand for the result.
func (m *merging) end() error {
	for _, ref := range [...]record.Ref{m.merged, m.survivor} {
		if ref == m.into {
			continue
		}
		state := storage.RecordState{Status: storage.Merged, Into: m.into.ID}
		if err := m.draft.SetState(ref, history.Merged, m.into, state); err != nil {
			return err
		}
	}
	return nil
}
