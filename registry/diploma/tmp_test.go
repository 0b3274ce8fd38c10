package diploma_test
import ("testing";"fmt";"path/filepath";"os";"sogoc/verifier/presentation")
func TestTmpRate(t *testing.T){
 printer := newPrinter(t, "")
 for name, d := range map[string]int{"short":0,"usual":1,"long":2} {
 ok,n:=0,0
 for i:=0;i<12;i++{
  doc:=shortest(); if d==1 {doc=bachelor()}; if d==2 {doc,_=longest("Nguyễn Phường Đặng "); doc.Issuer.Name="x"; doc.Major="abc"; doc.Subject.BirthPlace=""}
  issued:=issue(t,doc)
  pdf:=filepath.Join(t.TempDir(),"a.pdf"); os.WriteFile(pdf, write(t,printer,"DH-MAU",issued),0o600)
  for _,tilt:=range []float64{5,-5,3,-4}{
   dir:=t.TempDir()
   tool(t,"p","pdftoppm","-r","150","-gray","-png",pdf,filepath.Join(dir,"page"))
   for _,p:=range glob(t,dir){rotate(t,p,tilt); n++; if scan(t,p)==presentation.URL(base,issued.QRToken){ok++}}
  }}
 fmt.Println(name,ok,n)
 }
}
