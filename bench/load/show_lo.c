// LD_PRELOAD for Janus, which skips loopback interfaces: it sees lo alone, as an ordinary one.
#include <dlfcn.h>
#include <ifaddrs.h>
#include <net/if.h>

int getifaddrs(struct ifaddrs **found) {
  int (*real)(struct ifaddrs **) = dlsym(RTLD_NEXT, "getifaddrs");
  int result = real(found);
  for (struct ifaddrs *i = result ? 0 : *found; i; i = i->ifa_next)
    if (i->ifa_flags & IFF_LOOPBACK) i->ifa_flags = (i->ifa_flags & ~IFF_LOOPBACK) | IFF_RUNNING | IFF_UP;
    else i->ifa_flags &= ~IFF_UP;
  return result;
}
