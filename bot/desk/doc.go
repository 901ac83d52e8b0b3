// Package desk turns a question that the bot cannot answer into a thread of the team, and what the team writes there into
// an answer where the question was asked.
package desk
