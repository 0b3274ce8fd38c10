// Package review shows what will be signed, so that a person can judge it: every
// value of every draft as the paper prints it, what stands out in each column, and
// what a paper of this kind prints and the drafts do not say.
//
// What belongs here: the tables of columns and of expected content, and the
// judgement of values beside each other. What does not: what a document may say,
// which is verifier/credential's matter, the doubts about single cells of a file,
// which are package roster's, and words for people, which are the pages'. Nothing
// here decides: a mark is a reason to look, never a refusal.
package review
