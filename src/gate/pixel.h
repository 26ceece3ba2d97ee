// The pixel: a picture in a mail that tells when the mail is opened, and by what.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "clock.h"
#include "event/entry.h"
#include "gate/judge.h"
#include "gate/network.h"
#include "http/message.h"
#include "random.h"
#include "workspace/pixel_seal.h"

namespace footfall::gate {

// Whether the path belongs to pixels, right or not.
bool is_pixel_path(std::string_view path);

// The sealed text in `/o/{text}.gif`; what another path has for it, opens nothing.
std::string_view sealed_in(std::string_view path);

// One transparent point, whatever was asked for: nobody is told whether a mail is known. Pages of
// other sites, such as a webmail's, may show it, and nobody keeps it.
http::Response pixel();

Event mail_open(const workspace::PixelClaims& mail, const Standing& standing,
                const Network& network, Instant at, Random& random);

}  // namespace footfall::gate
