// Package postgres is the register's Store on PostgreSQL 15 or later.
//
// SQL stands next to the method that uses it. What must never be, the schema
// refuses (migrations); this package translates the refusal. National ids and
// disclosures are sealed with FieldKeys before they leave the process.
//
// It relies on package registry for what may be done by whom.
package postgres
