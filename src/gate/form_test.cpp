#include "gate/form.h"

#include <string>

#include <gtest/gtest.h>

namespace footfall::gate {
namespace {

TEST(Form, GivesFieldsInTheirOrder) {
    const http::Fields form = parse_form("word=an+an%63hor&again=1&word=second&lone&=x&&");
    const http::Fields expected{
        {"word", "an anchor"}, {"again", "1"}, {"word", "second"}, {"lone", ""}, {"", "x"}};
    EXPECT_EQ(form, expected);
    EXPECT_EQ(*form_field(form, "word"), "an anchor");
    EXPECT_EQ(form_field(form, "picture"), nullptr);
}

TEST(Form, WhatIsNoEscapeStandsForItself) {
    EXPECT_EQ(*form_field(parse_form("a=100%&b=%zz%4"), "a"), "100%");
    EXPECT_EQ(*form_field(parse_form("a=%zz%4"), "a"), "%zz%4");
    EXPECT_EQ(*form_field(parse_form("a=%ff"), "a"), "\xEF\xBF\xBD");
    EXPECT_EQ(*form_field(parse_form("a=b=c"), "a"), "b=c");
    EXPECT_TRUE(parse_form("").empty());
    EXPECT_TRUE(parse_form("&&&").empty());
}

TEST(Form, LooksAtSoManyFieldsAlone) {
    std::string body;
    for (std::size_t i = 0; i < form_fields_max; ++i) body += "f=1&";
    EXPECT_EQ(parse_form(body).size(), form_fields_max);
    EXPECT_EQ(parse_form(body + "word=late").size(), form_fields_max);
    EXPECT_EQ(form_field(parse_form(body + "word=late"), "word"), nullptr);
}

}  // namespace
}  // namespace footfall::gate
