/* tests/loopback.h - a routing service for tests: OSRM's `table` over HTTP on 127.0.0.1, in a thread of the test.
 *
 * A duration is the great circle at 60 km/h, and a minute more towards the east, so that there and back differ. North
 * of 80 degrees there are no roads: null. */
#ifndef AMBIT_TEST_LOOPBACK_H
#define AMBIT_TEST_LOOPBACK_H
#include <stdint.h>

typedef struct loopback loopback;

/* What becomes of each request, one letter each, the last for all that follow:
 * . answered   5 status 500   4 status 400 with OSRM's words   g no JSON   o JSON without code
 * c closed without a word   t cut short   s too late   r a row too few   w a number too few
 * n a negative duration   m moved elsewhere */
loopback *loopback_open(const char *fate); /* never NULL: it ends the test program when there is no port */
void loopback_close(loopback *server);

const char *loopback_url(const loopback *server);      /* http://127.0.0.1:PORT */
uint32_t loopback_n_requests(const loopback *server);  /* answered in any way */
uint32_t loopback_most_places(const loopback *server); /* of one request */

double loopback_seconds(double lon1, double lat1, double lon2, double lat2); /* NaN: no road */

#endif
