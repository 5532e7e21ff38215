package relata_test

import (
	"regexp"
	"strings"
	"testing"
)

// rare says how often the comments of a package may use a word that has a plainer one,
// in every thousand words.
var rare = map[string]float64{
	"stands": 0,   // "exists", "means"
	"whom":   0,   // "which record"
	"behind": 0.5, // "after"
}

// overused says how often packages use such words beyond that. Numbers only go down: who
// mends a comment lowers the number, and a line without numbers goes.
var overused = map[string]map[string]int{
	"storage/storagetest":      {"stands": 17, "behind": 20},
	"storage/storagetest/laws": {"stands": 28, "behind": 16},
}

var word = regexp.MustCompile(`[A-Za-z]+`)

// Comments use plain words.
func TestCommentsUsePlainWords(t *testing.T) {
	total := map[string]int{} // by package
	uses := map[string]map[string]int{}
	for _, f := range goFiles(t) {
		if f.isTest() {
			continue
		}
		if uses[f.dir()] == nil {
			uses[f.dir()] = map[string]int{}
		}
		for _, comment := range f.Comments {
			for _, w := range word.FindAllString(strings.ToLower(comment.Text()), -1) {
				total[f.dir()]++
				if _, is := rare[w]; is {
					uses[f.dir()][w]++
				}
			}
		}
	}
	for dir := range uses {
		for w, often := range rare {
			allowed := max(int(often*float64(total[dir])/1000), overused[dir][w])
			if uses[dir][w] > allowed {
				t.Errorf("the comments of %s say %q %d times, of at most %d: use a plainer word", dir, w, uses[dir][w], allowed)
			}
		}
	}
	for dir, words := range overused {
		for w, n := range words {
			if uses[dir][w] < n {
				t.Logf("overused[%q][%q] can be %d", dir, w, uses[dir][w])
			}
		}
	}
}
