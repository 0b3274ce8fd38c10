package roster_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry/roster"
)

func TestMoreThanOnePlaceInACellIsAskedAbout(t *testing.T) {
	t.Parallel()
	of := func(place string) []roster.Code {
		return codes(readList(t, workbook(t, nil, append(head, "Nơi sinh"),
			learner("A1", "Lê Thị Mẫu", "25/12/2008", place))))
	}
	for _, place := range []string{
		"Hà Nội\nNơi ở: Sơn La", "Sơn La - Kinh", "Kinh - Sơn La", "Sơn La (Thái)", "Hà Nội, Nữ", "NS: Hà Nội",
		"Hà Nội\nSơn La", "Xã Mẫu, Hà Nội\nXã Mẫu, Sơn La", "Hà Nội - Sơn La", "Hà Nội; Cà Mau", "Hà Nội Sơn La",
		"Quê quán Sơn La", "Hà Nội, thường trú Sơn La", "Tỉnh Nghệ An, tỉnh Thanh Hóa",
	} {
		require.Equal(t, []roster.Code{roster.CodePlaceUnlikely}, of(place), place)
	}
	for _, place := range []string{
		"Xã Mẫu,\nSơn La", "Bà Rịa - Vũng Tàu", "Thừa Thiên\nHuế", "TP Hòa Bình, tỉnh Hòa Bình", "Thái Bình, Hưng Yên",
		"Thái Bình (nay là Hưng Yên)", "Hải Dương - Hải Phòng", "TP Huế, Thừa Thiên Huế", "Quảng Nam - Đà Nẵng",
		"Xã Quảng Bình, Thanh Hóa", "Huyện Vĩnh Phúc, Cao Bằng", "Phường Sơn La, TP Cần Thơ", "Hà Nội (Hà Tây cũ)",
		"Bệnh viện Phụ sản Hà Nội", "Xã Ba Vì, Hà Nội", "Nam Định", "Xã Mẫu - huyện Mẫu - Nam Định", "Lào", "Hà Nam",
		"Phường Bình Định, TP Gia Lai", "Sài Gòn - Gia Định", "TP. Hồ Chí Minh", "Sông Bé, Bình Dương",
	} {
		require.Empty(t, of(place), place)
	}
}
