// Package web is what every HTTP service of the project shares: the gin
// engine with its middleware, the one place that turns an error into a
// response, strict JSON, and serving until asked to stop.
//
// It knows nothing of registers or ledgers: each service brings its routes and
// the rows that its errors need in the error table. Nothing personal is ever
// logged: of a request the log has method, route pattern, status, size and
// time, never the path, the query, a body or an address.
package web
