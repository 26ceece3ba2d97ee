#include "intake/decode_customers.h"

#include <string>

#include <gtest/gtest.h>

namespace footfall::intake {
namespace {

class DecodeCustomers : public testing::Test {
  protected:
    Result<std::vector<CustomerRow>> decode(std::string_view text) {
        Terms terms;
        terms.workspace = {{7}};
        terms.via = Via::member;
        terms.received_at = Instant::from_seconds(1'700'000'000);
        terms.random = &random_;
        auto file = decode_customers(terms, text);
        if (!file) return fail(file.error());
        ignored_ = std::move(file->ignored);
        return std::move(file->rows);
    }

    void expect_refused(std::string_view text, std::string_view reason) {
        const auto rows = decode(text);
        ASSERT_FALSE(rows.has_value()) << text;
        EXPECT_EQ(rows.error().reason, reason);
        EXPECT_EQ(rows.error().field, "file");
    }

    SeededRandom random_{1};
    std::vector<std::string> ignored_;  // by the last one
};

TEST_F(DecodeCustomers, GivesAProfileForEachRow) {
    const auto rows = decode(
        "\xEF\xBB\xBFid,Name,CODE,E-mail,phone,contact,status\r\n"
        "c1,\"Müller, Söhne \"\"GmbH\"\"\",C-1,a@b.example,+49 30 1,Ada,Inactive\r\n"
        "c2,\"two\nlines\",,,,,\r\n");
    ASSERT_TRUE(rows.has_value()) << rows.error().message;
    ASSERT_EQ(rows->size(), 2u);
    const Profile& first = (*rows)[0].profile.value();
    EXPECT_EQ((*rows)[0].number, 2u);
    EXPECT_EQ(first.workspace, (WorkspaceId{{7}}));
    EXPECT_EQ(first.via, Via::member);
    EXPECT_EQ(first.changed_at, Instant::from_seconds(1'700'000'000));
    EXPECT_EQ(first.customer, "c1");
    EXPECT_EQ(first.name, "Müller, Söhne \"GmbH\"");
    EXPECT_EQ(first.code, "C-1");
    EXPECT_EQ(first.email, "a@b.example");
    EXPECT_EQ(first.phone, "+49 30 1");
    EXPECT_EQ(first.contact, "Ada");
    EXPECT_EQ(first.status, Status::inactive);
    const Profile& second = (*rows)[1].profile.value();
    EXPECT_EQ(second.name, "two\nlines");
    EXPECT_FALSE(second.code.has_value()) << "an empty cell says nothing";
    EXPECT_FALSE(second.status.has_value());
    EXPECT_NE(first.id, second.id);
}

TEST_F(DecodeCustomers, TakesWhatSpreadsheetsPutBetweenCells) {
    for (const std::string between : {",", ";", "\t"}) {
        const auto rows = decode("name" + between + "customer id\nA" + between + "c1\n");
        ASSERT_TRUE(rows.has_value()) << between;
        EXPECT_EQ((*rows)[0].profile->customer, "c1");
        EXPECT_EQ((*rows)[0].profile->name, "A");
    }
}

TEST_F(DecodeCustomers, LeavesTheExportsGuardOut) {
    const auto rows = decode("id,name\nc1,'=SUM(A1)\nc2,''@x\nc3,'plain\nc4,O'Neil\n");
    ASSERT_EQ(rows->size(), 4u);
    EXPECT_EQ((*rows)[0].profile->name, "=SUM(A1)");
    EXPECT_EQ((*rows)[1].profile->name, "'@x");
    EXPECT_EQ((*rows)[2].profile->name, "'plain");
    EXPECT_EQ((*rows)[3].profile->name, "O'Neil");
}

TEST_F(DecodeCustomers, RefusesARowAndNamesItsCell) {
    const auto rows = decode("id,name,status\n,A,\nc1,A,asleep\nc2,B,active\nc2,C,\nc3," +
                             std::string(513, 'x') + ",\nc4,D,active,more\n\n,,\n");
    ASSERT_TRUE(rows.has_value());
    ASSERT_EQ(rows->size(), 6u);
    const auto expect = [&](std::size_t i, std::string_view field, std::string_view reason) {
        EXPECT_FALSE((*rows)[i].profile.has_value()) << i;
        EXPECT_EQ((*rows)[i].number, i + 2);
        EXPECT_EQ((*rows)[i].rejection.field, field);
        EXPECT_EQ((*rows)[i].rejection.reason, reason);
    };
    expect(0, "id", "missing_customer");
    expect(1, "status", "unknown_status");
    EXPECT_TRUE((*rows)[2].profile.has_value());
    expect(3, "id", "repeated_id");
    expect(4, "name", "too_long");
    expect(5, "", "too_many_cells");
}

TEST_F(DecodeCustomers, IgnoresOtherColumnsAndNamesThem) {
    const auto rows = decode("colour,id,name,Colour,\nred,c1,A,blue,\n");
    ASSERT_TRUE(rows.has_value());
    EXPECT_EQ((*rows)[0].profile->customer, "c1");
    EXPECT_EQ((*rows)[0].profile->name, "A");
    EXPECT_EQ(ignored_, (std::vector<std::string>{"colour", "Colour", ""}));
}

TEST_F(DecodeCustomers, RefusesAFileItCannotRead) {
    expect_refused("", "empty");
    expect_refused("name,code\nA,B\n", "missing_column");
    expect_refused("id,email,E-Mail\nc1,a,b\n", "repeated_column");
    expect_refused("id,name\nc1,\"open\n", "open_quote");
    expect_refused("id,name\nc1,M\xFCller\n", "not_utf8");
}

}  // namespace
}  // namespace footfall::intake
