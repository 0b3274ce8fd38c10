// Package codelist holds what is known of the values in class lists as data:
// ethnic groups, provinces with the years in which they existed, school subjects,
// and at which age people graduate. A value that is not in a list is a reason to
// ask, never a reason to change it.
//
// New entries and their dates belong here, and how close a text comes to an entry;
// which question is asked is package roster's matter. The package relies on package
// names for comparing spellings.
package codelist
