package associationtest

import "strings"

// around is how many unchanged lines are shown around a change.
const around = 2

// difference returns the lines of two texts: "- " before those of a alone, "+ " before those of
// b alone, and "  " before common lines near a change. "..." replaces the other common lines.
func difference(a, b []string) string {
	lines := compared(a, b)
	near := make([]bool, len(lines))
	for i, line := range lines {
		if line[0] != ' ' {
			for j := max(0, i-around); j <= min(len(lines)-1, i+around); j++ {
				near[j] = true
			}
		}
	}
	var out []string
	for i, line := range lines {
		switch {
		case near[i]:
			out = append(out, line)
		case i == 0 || near[i-1]:
			out = append(out, "...")
		}
	}
	return strings.Join(out, "\n")
}

// compared returns all lines of both texts with their signs, by a longest common subsequence.
func compared(a, b []string) []string {
	common := commonFrom(a, b)
	var lines []string
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			lines = append(lines, "  "+a[i])
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && common[i+1][j] >= common[i][j+1]:
			lines = append(lines, "- "+a[i])
			i++
		default:
			lines = append(lines, "+ "+b[j])
			j++
		}
	}
	return lines
}

// commonFrom returns how many lines a[i:] and b[j:] have in common, in order, for all i and j.
func commonFrom(a, b []string) [][]int {
	common := make([][]int, len(a)+1)
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	return common
}
