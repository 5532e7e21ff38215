package memory

// tables are the trees of the writer's state.
type tables struct {
	headers      headerTable
	items, sides table[item]
	lives        table[lifeRow]
	ending       table[ending]
	done         table[doneRow]
	lapses       table[lapse]
	memos        table[memoRow]
}

// live puts the trees themselves into s.
func (t *tables) live(s *state) {
	s.headers = t.headers.rows
	s.items, s.sides = t.items.tree, t.sides.tree
	s.lives, s.ending = t.lives.tree, t.ending.tree
	s.done, s.lapses, s.memos = t.done.tree, t.lapses.tree, t.memos.tree
}

// committed puts into s what was committed of each tree.
func (t *tables) committed(s *state) {
	s.headers = t.headers.committed()
	s.items, s.sides = t.items.committed(), t.sides.committed()
	s.lives, s.ending = t.lives.committed(), t.ending.committed()
	s.done, s.lapses, s.memos = t.done.committed(), t.lapses.committed(), t.memos.committed()
}

func (t *tables) commit() {
	t.headers.commit()
	t.items.commit()
	t.sides.commit()
	t.lives.commit()
	t.ending.commit()
	t.done.commit()
	t.lapses.commit()
	t.memos.commit()
}

func (t *tables) rollback() {
	t.headers.rollback()
	t.items.rollback()
	t.sides.rollback()
	t.lives.rollback()
	t.ending.rollback()
	t.done.rollback()
	t.lapses.rollback()
	t.memos.rollback()
}

// newState returns a state without rows, and the tables that the trees in it are of.
func newState() (state, tables) {
	ids := newDirectory()
	t := tables{
		headers: headerTable{rows: newHeaders()},
		items:   newTable(ids.less), sides: newTable(lessSide),
		lives: newTable(lessLife), ending: newTable(lessEnding),
		done: newTable(lessDone), lapses: newTable(lessLapse), memos: newTable(lessMemo),
	}
	s := state{ids: ids, names: newDirectory(), types: newTypeTable()}
	t.live(&s)
	return s, t
}
