#ifndef SMH_CALLOCATOR_SHIM_H
#define SMH_CALLOCATOR_SHIM_H

#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

// How many heaps threads share at most. Without a bound glibc gives each thread its own, and what one thread has freed is of no use to the
// others: what is made by the thread of a script and freed by those that send requests would be paid for several times. Other libraries
// have one anyway.
static inline void smh_allocator_share(int heaps) {
#ifdef __GLIBC__
    mallopt(M_ARENA_MAX, heaps);
#else
    (void)heaps;
#endif
}

#endif
