package roster

import (
	"fmt"
	"slices"
	"strconv"

	"sogoc/registry/roster/letters"
)

// ranksByMean are the ranks of graduation, the highest first, with the least mean of each
// on both scales (Circular 08/2021/TT-BGDDT, article 10; before it, Decision
// 43/2007/QD-BGDDT). Some schools print the rank between good and ordinary too.
var ranksByMean = []struct {
	key   string
	four  float64
	ten   float64
	place int
}{
	{"xuatsac", 3.6, 9, 0},
	{"gioi", 3.2, 8, 1},
	{"kha", 2.5, 7, 2},
	{"trungbinhkha", 2, 6, 3},
	{"trungbinh", 2, 5, 3},
}

// compareRank asks where a rank is above what the mean of its row gives, or more than one
// rank below: discipline and repeated courses lower it by one.
func (r *reader) compareRank(row int, rank, gpa10, gpa4 string) {
	i := placeOfRank(letters.Key(rank))
	if i < 0 {
		return
	}
	mean, scale, least := gpa4, FieldGPA4, func(n int) float64 { return ranksByMean[n].four }
	if mean == "" {
		mean, scale, least = gpa10, FieldGPA10, func(n int) float64 { return ranksByMean[n].ten }
	}
	value, err := strconv.ParseFloat(mean, 64)
	if err != nil {
		return
	}
	earned := slices.IndexFunc([]int{0, 1, 2, 3, 4}, func(n int) bool { return value >= least(n) })
	if earned < 0 {
		earned = len(ranksByMean) - 1
	}
	given := ranksByMean[i].place
	if value < least(i) || given > ranksByMean[earned].place+1 {
		r.reportSome(
			CodeRankDiffers,
			row,
			r.layout.columns[FieldRank],
			fmt.Sprintf("%s (%s: %s)", rank, scale.Name(), mean),
		)
	}
}

func placeOfRank(key string) int {
	for i, rank := range ranksByMean {
		if rank.key == key {
			return i
		}
	}
	return -1
}

// compareMajors asks about rows whose major's name has another code than in most rows of
// that name, or whose code has another name.
func (r *reader) compareMajors(rows []int) {
	code, ok1 := r.column(FieldMajorCode)
	name, ok2 := r.column(FieldMajor)
	if !ok1 || !ok2 {
		return
	}
	for _, pair := range [][2]int{{code, name}, {name, code}} {
		most := r.mostOf(rows, pair[0], pair[1])
		for _, row := range rows {
			of, value := r.keyShown(row, pair[0]), r.keyShown(row, pair[1])
			if of != "" && value != "" && value != most[of] {
				r.reportSome(CodeMajorDiffers, row, pair[1],
					fmt.Sprintf("%s (%s)", r.table.shown(row, pair[1]), r.table.shown(row, pair[0])))
			}
		}
	}
}

// mostOf returns, for what one column says, what another says in more than half of its
// rows; "" where there is no such value.
func (r *reader) mostOf(rows []int, col, other int) map[string]string {
	type pair struct{ of, value string }
	all, counts := map[string]int{}, map[pair]int{}
	for _, row := range rows {
		p := pair{r.keyShown(row, col), r.keyShown(row, other)}
		if p.of != "" && p.value != "" {
			all[p.of]++
			counts[p]++
		}
	}
	most := map[string]string{}
	for p, n := range counts {
		if 2*n > all[p.of] {
			most[p.of] = p.value
		}
	}
	return most
}

func (r *reader) keyShown(row, col int) string { return letters.Key(r.table.shown(row, col)) }
