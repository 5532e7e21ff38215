package relata_test

import (
	"fmt"
	"go/ast"
	"go/format"
	"maps"
	"math"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A wordRule says how often words may be in the comments of a package. Each of them often
// hides the thing that it is about, or is not the glossary's word for it.
type wordRule struct {
	words       []string
	perThousand float64 // words of comments; 0: never
	instead     string  // the glossary's word; "": the thing's own name, or a plainer word
}

// wordRules are what every package is to reach. A package that is above a rule has a line in
// wordExceptions.
var wordRules = []wordRule{
	{words: []string{"stands"}, perThousand: 0},
	{words: []string{"whom"}, perThousand: 0},
	{words: []string{"behind"}, perThousand: 0.5},
	{words: []string{"who"}, perThousand: 1},
	{words: []string{"what"}, perThousand: 1.5},
	{words: []string{"one"}, perThousand: 4.5},
	{words: []string{"it", "its"}, perThousand: 13},

	{words: []string{"host", "hosts"}, instead: "application"},
	{words: []string{"memo", "memos"}, instead: "metadata"},
	{words: []string{"census", "censuses"}, instead: "degree"},
	{words: []string{"lapsed"}, instead: "expired"},
}

func (r wordRule) name() string { return r.words[0] }

// An excess is how much more of a word a package has than its rule wants.
type excess struct {
	count       int     // of the word
	perThousand float64 // words of comments, rounded up to tenths
}

// isWorse reports whether a package got worse: it has more of the word, and more in a
// thousand. Fewer comments alone are no worse, and neither are more of the same kind.
func (now excess) isWorse(before excess) bool {
	return now.count > before.count && now.perThousand > before.perThousand
}

// rate returns how often a rule's words are in all words, and how often in a thousand,
// rounded up to tenths.
func (r wordRule) rate(count map[string]int, all int) (n int, perThousand float64) {
	for _, word := range r.words {
		n += count[word]
	}
	return n, math.Ceil(float64(n)*10_000/float64(max(all, 1))) / 10
}

// rewriteWords is the environment variable that lets TestWords write the table of exceptions
// anew, as it would be now, and compare nothing. That is for packages that were moved.
const rewriteWords = "WORDS_REWRITE"

// A package keeps the rules, or is no worse than its exceptions say.
func TestWords(t *testing.T) {
	now := map[string]excess{}
	packages := map[string][]goFile{}
	for _, f := range goFiles(t) {
		if !f.isTest() {
			packages[f.dir()] = append(packages[f.dir()], f)
		}
	}
	for _, dir := range slices.Sorted(maps.Keys(packages)) {
		count, all := wordsOf(packages[dir])
		for _, rule := range wordRules {
			n, rate := rule.rate(count, all)
			if n <= int(math.Ceil(rule.perThousand*float64(all)/1000)) {
				continue
			}
			key := dir + " " + rule.name()
			now[key] = excess{n, rate}
			if before := wordExceptions[key]; now[key].isWorse(before) && os.Getenv(rewriteWords) == "" {
				t.Errorf("comments of %s say %q %d times, %.1f in 1,000 words, and may %d times, %.1f: name the thing itself %s",
					dir, rule.name(), n, rate, before.count, max(before.perThousand, rule.perThousand), rule.instead)
			}
		}
	}
	if os.Getenv(rewriteWords) != "" {
		writeExceptions(t, now)
		return
	}
	for _, key := range slices.Sorted(maps.Keys(wordExceptions)) {
		if was := wordExceptions[key]; was.isWorse(now[key]) {
			t.Logf("wordExceptions: %q can be %v instead of %v", key, now[key], was)
		}
	}
}

// writeExceptions writes the table of exceptions.
func writeExceptions(t *testing.T, now map[string]excess) {
	const name = "words_exceptions_test.go"
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(string(text), "{\n")
	var b strings.Builder
	b.WriteString(head + "{\n")
	for _, key := range slices.Sorted(maps.Keys(now)) {
		fmt.Fprintf(&b, "\t%q: {%d, %.1f},\n", key, now[key].count, now[key].perThousand)
	}
	b.WriteString("}\n")
	formatted, err := format.Source([]byte(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, formatted, 0o644); err != nil {
		t.Fatal(err)
	}
}

// wordsOf returns how often each word is in the comments of files, in lower case, and how
// many words there are. Code, which is indented, and directives are no words.
func wordsOf(files []goFile) (count map[string]int, all int) {
	count = map[string]int{}
	for _, f := range files {
		for _, group := range f.Comments {
			for _, word := range commentWords(group) {
				count[strings.ToLower(word)]++
				all++
			}
		}
	}
	return count, all
}

var (
	aWord       = regexp.MustCompile(`[A-Za-z]+`)
	aDirective  = regexp.MustCompile(`^//[a-z]+:`)
	codeComment = regexp.MustCompile(`^//(\t|  )`)
)

func commentWords(group *ast.CommentGroup) (words []string) {
	for _, line := range group.List {
		if !aDirective.MatchString(line.Text) && !codeComment.MatchString(line.Text) {
			words = append(words, aWord.FindAllString(line.Text, -1)...)
		}
	}
	return words
}

// An exception is about a package and a rule that exist.
func TestWordExceptionsAreKnown(t *testing.T) {
	for key := range wordExceptions {
		dir, word, _ := strings.Cut(key, " ")
		if _, err := os.Stat(dir); err != nil {
			t.Errorf("wordExceptions: %v", err)
		}
		if !slices.ContainsFunc(wordRules, func(r wordRule) bool { return r.name() == word }) {
			t.Errorf("wordExceptions: no rule is about %q", word)
		}
	}
}

// The word that a rule offers instead is in the glossary.
func TestWordsAreThoseOfTheGlossary(t *testing.T) {
	text, err := os.ReadFile("docs/glossary.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, rule := range wordRules {
		if !strings.Contains(string(text), rule.instead) {
			t.Errorf("the glossary does not have %q, the word instead of %q", rule.instead, rule.name())
		}
	}
}

func TestExcessIsWorse(t *testing.T) {
	before := excess{10, 5}
	for now, worse := range map[excess]bool{{10, 5}: false, {11, 5}: false, {10, 6}: false, {11, 6}: true, {9, 4}: false} {
		if now.isWorse(before) != worse {
			t.Errorf("%v after %v: worse is %v", now, before, !worse)
		}
	}
}

func TestCommentWords(t *testing.T) {
	group := &ast.CommentGroup{List: []*ast.Comment{
		{Text: "// It is what it is."}, {Text: "//\tit := code"}, {Text: "//go:embed it"}, {Text: "//  - it"},
	}}
	if words := commentWords(group); len(words) != 5 {
		t.Errorf("5 words are %q", words)
	}
}
