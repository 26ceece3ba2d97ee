#include "http/request_reader.h"

#include <utility>

#include <boost/beast/http/basic_parser.hpp>

#include "assert.h"

namespace footfall::http {

namespace beast = boost::beast;

// Beast splits and frames; what it lets through is check_head's and RequestReader's to refuse.
class RequestReader::Parser final : public beast::http::basic_parser<true> {
  public:
    RawHead raw;
    std::string body;
    std::uint64_t body_bytes_max = 0;
    bool too_large = false;

  private:
    using Code = beast::error_code;
    using View = beast::string_view;

    static std::string copy(View text) { return {text.data(), text.size()}; }

    void on_request_impl(beast::http::verb, View method, View target, int version, Code&) override {
        raw.method = copy(method);
        raw.target = copy(target);
        raw.version = version;
    }

    void on_response_impl(int, View, int, Code&) override {}

    void on_field_impl(beast::http::field, View name, View value, Code& code) override {
        // A field behind the head is a trailer: a key in it must never be used.
        if (is_header_done()) {
            code = beast::http::error::bad_field;
            return;
        }
        std::string lower = copy(name);
        for (char& c : lower)
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        raw.fields.emplace_back(std::move(lower), copy(value));
    }

    void on_header_impl(Code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, Code&) override {}
    void on_finish_impl(Code&) override {}

    void on_chunk_header_impl(std::uint64_t size, View, Code& code) override {
        // Before its first byte comes.
        if (size > body_bytes_max - body.size()) refuse_size(code);
    }

    std::size_t on_body_impl(View bytes, Code& code) override { return add(bytes, code); }
    std::size_t on_chunk_body_impl(std::uint64_t, View bytes, Code& code) override {
        return add(bytes, code);
    }

    std::size_t add(View bytes, Code& code) {
        if (bytes.size() > body_bytes_max - body.size()) {
            refuse_size(code);
            return 0;
        }
        body.append(bytes.data(), bytes.size());
        return bytes.size();
    }

    void refuse_size(Code& code) {
        too_large = true;
        code = beast::http::error::body_limit;
    }
};

RequestReader::RequestReader(std::size_t header_bytes_max, std::size_t header_fields_max)
    : header_bytes_max_(header_bytes_max), scanner_(header_bytes_max, header_fields_max) {}

RequestReader::~RequestReader() = default;

void RequestReader::drop_body() { parser_.reset(); }

std::size_t RequestReader::body_size() const { return parser_ ? parser_->body.size() : 0; }

std::size_t RequestReader::take(std::string_view bytes) {
    if (state_ == State::body) return take_body(bytes);
    if (state_ != State::head) return 0;
    switch (scanner_.scan(bytes)) {
        case HeadScanner::Outcome::more:
            return 0;
        case HeadScanner::Outcome::bad:
            refuse(400);
            return 0;
        case HeadScanner::Outcome::too_large:
            refuse(431);
            return 0;
        case HeadScanner::Outcome::end:
            break;
    }
    take_head(bytes.substr(0, scanner_.size()));
    return scanner_.size();
}

void RequestReader::take_head(std::string_view bytes) {
    parser_ = std::make_unique<Parser>();
    // The scanner has held the limits already; those of Beast would only cut in earlier.
    parser_->header_limit(static_cast<std::uint32_t>(header_bytes_max_ + 1));
    parser_->body_limit(boost::none);
    beast::error_code code;
    parser_->put({bytes.data(), bytes.size()}, code);
    head_only_ = parser_->raw.method == "HEAD";
    if (code || !parser_->is_header_done()) return refuse(400);
    parser_->raw.keep_alive = parser_->keep_alive();
    tl::expected<Head, Refused> head = check_head(std::move(parser_->raw));
    if (!head) return refuse(head.error().status);
    head_ = *std::move(head);
    state_ = State::checked;
}

void RequestReader::allow_body(std::uint64_t bytes_max) {
    ASSERT(state_ == State::checked);
    if (head_.body_size.value_or(0) > bytes_max) return refuse(413);
    parser_->body_bytes_max = bytes_max;
    parser_->eager(true);
    state_ = parser_->is_done() ? State::complete : State::body;
}

std::size_t RequestReader::take_body(std::string_view bytes) {
    // No chunked body ends in fewer bytes, and Beast 1.81 asserts that it never sees fewer.
    constexpr std::size_t last_chunk_size = 5;
    if (bytes.empty() || (!head_.body_size && bytes.size() < last_chunk_size)) return 0;
    beast::error_code code;
    const std::size_t used = parser_->put({bytes.data(), bytes.size()}, code);
    if (code && code != beast::http::error::need_more) {
        refuse(parser_->too_large ? 413 : 400);
    } else if (parser_->is_done()) {
        head_.request.body = std::move(parser_->body);
        state_ = State::complete;
    } else if (bytes.size() - used > header_bytes_max_) {
        // A chunk's head or a trailer without end.
        refuse(400);
    }
    return used;
}

void RequestReader::refuse(int status) {
    state_ = State::refused;
    status_ = status;
}

}  // namespace footfall::http
