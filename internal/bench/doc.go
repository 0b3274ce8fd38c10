// Package bench measures how fast the system is and prints it: a table in which
// every figure stands beside its floor, and one closing line for programs.
//
// A figure without something to hold it against says little, since machines
// differ and are busy. So a measurement measures a floor too, in the same run
// and the same process: what the work costs at least, such as one signature's
// verification by the library that the product uses. Work in this process is
// measured in CPU time of all its threads, in turn with the floor, and the median of
// several repetitions counts; see Compare.
//
// To add a measurement, add a Measurement to one of the lists in this folder's
// test files, which Measurements in bench_test.go joins. Its Run gets a
// testing.TB, so that it may use whatever tests use, and returns a Figure:
//
//	{
//		Name: "verify_qr_ratio", // its member of the closing line
//		What: "QR token, in-memory view ÷ one secp256k1 verification",
//		Goal: bench.AtMost(1.5),
//		Run: func(t testing.TB) bench.Figure {
//			...
//			return bench.Compare(verifyOnce, bench.Floor{Name: "secp256k1 verification", Do: verifySignature})
//		},
//	}
//
// What cannot be measured says why by t.Skip: the table and the closing line
// then have null and the reason. What fails by t.Fatal or require stands there
// as failed, and the exit code is 1. A goal that is not reached is no failure.
package bench
