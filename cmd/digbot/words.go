package main

import (
	"bufio"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// quantity is a number of something, in words that fit it.
func quantity(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// either names what there is to choose from.
func either[T ~string](choices []T) string {
	words := make([]string, len(choices))
	for i, choice := range choices {
		words[i] = string(choice)
	}
	return strings.Join(words, " or ")
}

// mistyped says what a flag wants that cannot be read, without the names by which the program's libraries call it.
func mistyped(err error) error {
	fault, is := errors.AsType[*strconv.NumError](err)
	if !is {
		return err
	}
	wants := "write a number"
	switch {
	case fault.Func == "ParseBool":
		wants = "write true or false"
	case errors.Is(err, strconv.ErrRange):
		wants = "the number is too large"
	}
	return errors.New(strings.TrimSuffix(err.Error(), fault.Error()) + wants)
}

// unread says why lines could not be read to the end.
func unread(err error) string {
	if errors.Is(err, bufio.ErrTooLong) {
		return fmt.Sprintf("a line is longer than %d MB", longestLine>>20)
	}
	return err.Error()
}
