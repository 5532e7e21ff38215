// Package past is everything that reads events backwards: the timeline of a record, its
// links as of a time, and which old events may be dropped.
//
// A store keeps the links of now, and one event for each change of a link, a record or a
// mark. So an earlier state is the state of now, stepped back over the events since. Events
// that are older than the time asked about are not needed.
//
// Readers of a graph come here with a [question.Source]:
//
//   - [Open] gives a [Timeline]: the events of a record and of all ids that were merged into
//     it, as one sequence, newest first. Histories, panels and explanations use it.
//   - [ReadSides], [ReadLink] and [ReadRecordState] answer as of a time, and [Difference] what
//     changed between two.
//   - [Trim] drops old events and keeps those that still explain the state of now.
//
// The flow of "the companies of contacts/1 as of Monday", asked on Friday:
//
//	Read: record contacts/1, its state events, its company events (newest first),
//	      its company links of now: 10, 12
//	state events since Monday        none: the record was itself, alive
//	company events since Monday      Thursday: 12 associated. Tuesday: 11 dissociated.
//	12 before Thursday: no link      dropped from the answer
//	11 before Tuesday: a link        added to the answer, with its labels of then
//	answer: 10, 11
//
// That was one Read. When there are more links or events than one page holds, the question
// is asked again in one snapshot and goes on page by page. A time before the limit of
// retention is a [retention.TooOldError]. Nothing here writes, except Trim.
package past
