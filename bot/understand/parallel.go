package understand

import (
	"iter"
	"runtime"
	"sync"
	"sync/atomic"
)

// share deals the jobs 0 to n-1 out to one worker a processor and waits for all of them. A job must not depend on
// another one of the same call, nor its result on the worker that does it.
func share(n int, work func(jobs iter.Seq[int])) {
	var dealt atomic.Int64
	jobs := func(yield func(job int) bool) {
		for {
			job := int(dealt.Add(1)) - 1
			if job >= n || !yield(job) {
				return
			}
		}
	}
	var others sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) - 1 {
		others.Go(func() { work(jobs) })
	}
	work(jobs)
	others.Wait()
}
