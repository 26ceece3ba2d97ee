// Question scripts: entries that are loaded, questions that are asked, and what must come back.
//
//   # comment                           `# name:` and `# proves:` open a script
//   zone Europe/Berlin                  the days of the workspace from here on
//   workspace north                     which workspace the following lines speak of
//   load                                the indented lines are one range of the journal
//     TIME CUSTOMER KIND [id= site= name= order= verdict= rule= received= by_customer=no]
//     profile CUSTOMER at=TIME [id= family=segment name= code= email= phone= contact= status=
//                               traits= received=]            name="" clears the name
//     verdict ID VERDICT [rule=]          of the event that was loaded with that id
//     forget CUSTOMER | forget workspace
//   again                               the last range is applied once more
//   ask activity days=FROM..TO [today=DAY search= status= sort=-views page=2/25 columns=id,views]
//   ask customer CUSTOMER
//   ask customer_activity CUSTOMER days=FROM..TO trend=FROM..TO
//   ask timeline CUSTOMER [kinds=a,b automated=yes rows=2 after=TIME/SEQUENCE]
//   ----                                what follows, up to an empty line, is the answer
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "questions/variant.h"

namespace footfall::questions {

// What went wrong, a line number and both texts for each; empty when all is as written. With no
// question in it a script has failed too.
std::vector<std::string> run_script(const std::filesystem::path& file, Variant variant);

}  // namespace footfall::questions
