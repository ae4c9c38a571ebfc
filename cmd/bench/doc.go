// Command bench measures what TaskFlow costs: each case is served by the whole
// program (authentication by cookie, rate limits, authorization, audit, events)
// and, in turns, by a bare net/http handler that runs the same SQL on the same
// database. The client is a process of its own. It prints a line of JSON per case.
//
// Rounds of the two alternate and the figures are medians, because other work
// on the machine comes and goes. What is compared is the ratio of neighbours.
package main
