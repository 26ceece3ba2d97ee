#include "mail/smtp.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstring>
#include <curl/curl.h>
#include <netinet/in.h>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

#include "assert.h"
#include "config/values.h"
#include "http/utf8.h"

namespace footfall::mail {

namespace {

constexpr long connect_timeout_s = 15;
constexpr long reply_timeout_s = 120;
constexpr long mail_timeout_s = 300;
constexpr std::size_t words_bytes_max = 500;

bool is_loopback(const std::string& host) {
    in_addr four{};
    in6_addr six{};
    if (inet_pton(AF_INET, host.c_str(), &four) == 1) return ntohl(four.s_addr) >> 24U == 127;
    if (inet_pton(AF_INET6, host.c_str(), &six) == 1) return IN6_IS_ADDR_LOOPBACK(&six) != 0;
    return host == "localhost";
}

// Somebody else's words on one line, not too many of them.
std::string one_line(std::string_view raw) {
    std::string words = http::to_utf8(raw);
    std::replace_if(words.begin(), words.end(), config::is_control, ' ');
    if (words.size() > words_bytes_max) {
        std::size_t end = words_bytes_max;
        while ((static_cast<unsigned char>(words[end]) & 0xC0U) == 0x80) --end;
        words.resize(end);
    }
    return words;
}

// Bytes that libcurl takes piece by piece.
struct Upload {
    std::string_view rest;
};

template <class Value>
void set(void* handle, CURLoption option, Value value) {
    const CURLcode code = curl_easy_setopt(handle, option, value);
    ASSERT(code == CURLE_OK, "option " << option << ": " << curl_easy_strerror(code));
}

}  // namespace

class Dialogue {
  public:
    // A line that was sent.
    void said(std::string_view line) {
        // After a refusal libcurl takes its leave by itself.
        if (is_over_ || line == "QUIT\r\n") {
            is_over_ = true;
            return;
        }
        reply_.clear();
        code_ = 0;
        is_about_mail_ = line.starts_with("RCPT TO:") || line == "DATA\r\n";
    }

    void sent_text() { has_sent_text_ = true; }

    // A line of a reply: `550-5.1.1 No such`, then `550 mailbox`.
    void heard(std::string_view line) {
        if (is_over_) return;
        while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
        if (is_whole_) reply_.clear();
        unsigned code = 0;
        const char* const end = line.data() + std::min<std::size_t>(line.size(), 3);
        if (std::from_chars(line.data(), end, code).ptr == end) code_ = code;
        is_whole_ = line.size() < 4 || line[3] != '-';
        if (reply_.empty()) {
            reply_ = line;
            if (!is_whole_) reply_[3] = ' ';
        } else if (reply_.size() < words_bytes_max) {
            reply_ += ' ';
            reply_ += line.substr(std::min<std::size_t>(line.size(), 4));
        }
    }

    bool has_sent_text() const { return has_sent_text_; }

    // What it means that it broke off; `trouble` is libcurl's.
    Outcome failure(std::string_view trouble) const {
        using Kind = Outcome::Kind;
        constexpr unsigned closing = 421;
        Outcome outcome{Kind::unreachable, one_line(code_ >= 400 ? reply_ : trouble)};
        if (!is_about_mail_ || code_ == closing) return outcome;
        if (code_ >= 500) outcome.kind = Kind::refused;
        if (code_ >= 400 && code_ < 500) outcome.kind = Kind::deferred;
        return outcome;
    }

  private:
    std::string reply_;
    unsigned code_ = 0;  // 0: there is no reply to what was said last
    bool is_whole_ = false;
    bool is_about_mail_ = false;  // what was said last: this recipient, or this mail's text
    bool has_sent_text_ = false;
    bool is_over_ = false;
};

struct Smtp::Callbacks {
    static int overhear(CURL* /*handle*/, curl_infotype type, char* data, std::size_t size,
                        void* context) {
        auto& dialogue = *static_cast<Dialogue*>(context);
        if (type == CURLINFO_HEADER_OUT) dialogue.said({data, size});
        if (type == CURLINFO_HEADER_IN) dialogue.heard({data, size});
        if (type == CURLINFO_DATA_OUT) dialogue.sent_text();
        return 0;
    }

    static std::size_t read(char* buffer, std::size_t size, std::size_t count, void* context) {
        auto& upload = *static_cast<Upload*>(context);
        const std::size_t bytes = std::min(size * count, upload.rest.size());
        std::memcpy(buffer, upload.rest.data(), bytes);
        upload.rest.remove_prefix(bytes);
        return bytes;
    }

    static int go_on(void* context, curl_off_t /*download*/, curl_off_t /*downloaded*/,
                     curl_off_t /*upload*/, curl_off_t /*uploaded*/) {
        return static_cast<Smtp*>(context)->is_stopping_ ? 1 : 0;
    }

    static curl_socket_t open_socket(void* context, curlsocktype /*purpose*/,
                                     curl_sockaddr* address) {
        auto& smtp = *static_cast<Smtp*>(context);
        const std::lock_guard lock(smtp.mutex_);
        if (smtp.is_stopping_) return CURL_SOCKET_BAD;
        const int made =
            ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
        if (made >= 0) smtp.sockets_.insert(made);
        return made;
    }

    static int close_socket(void* context, curl_socket_t socket) {
        auto& smtp = *static_cast<Smtp*>(context);
        const std::lock_guard lock(smtp.mutex_);
        smtp.sockets_.erase(socket);
        return ::close(socket);
    }
};

void Smtp::EndHandle::operator()(void* handle) const { curl_easy_cleanup(handle); }

Smtp::Smtp(Options options) : options_(std::move(options)) {
    static const CURLcode made = curl_global_init(CURL_GLOBAL_DEFAULT);
    ASSERT(made == CURLE_OK, curl_easy_strerror(made));
}

Smtp::~Smtp() { hang_up(); }

void Smtp::open() {
    handle_.reset(curl_easy_init());
    ASSERT(handle_ != nullptr);
    void* const handle = handle_.get();
    const config::MailServer& server = options_.server;
    const bool must_encrypt = server.is_tls || (!server.user.empty() && !is_loopback(server.host));
    const std::string address = config::to_string(config::Listen{server.host, server.port});
    const std::string url =
        (server.is_tls ? "smtps://" : "smtp://") + address + "/" + options_.own_name;
    set(handle, CURLOPT_URL, url.c_str());
    set(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    set(handle, CURLOPT_PROXY, "");  // else a variable of the environment may name one
    set(handle, CURLOPT_NOSIGNAL, 1L);
    set(handle, CURLOPT_QUICK_EXIT, 1L);  // does not wait for a name that is being looked up
    set(handle, CURLOPT_CONNECTTIMEOUT, connect_timeout_s);
    set(handle, CURLOPT_SERVER_RESPONSE_TIMEOUT, reply_timeout_s);
    set(handle, CURLOPT_TIMEOUT, mail_timeout_s);
    set(handle, CURLOPT_USE_SSL, static_cast<long>(must_encrypt ? CURLUSESSL_ALL : CURLUSESSL_TRY));
    set(handle, CURLOPT_SSL_VERIFYPEER, must_encrypt ? 1L : 0L);
    set(handle, CURLOPT_SSL_VERIFYHOST, must_encrypt ? 2L : 0L);
    if (!options_.ca_file.empty()) {
        set(handle, CURLOPT_CAINFO, options_.ca_file.c_str());
        set(handle, CURLOPT_CAPATH, static_cast<const char*>(nullptr));
    }
    if (!server.user.empty()) {
        set(handle, CURLOPT_USERNAME, server.user.c_str());
        set(handle, CURLOPT_PASSWORD, server.password.c_str());
        // Else libcurl tries Kerberos first for a user with an `@`.
        set(handle, CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN");
    }
    set(handle, CURLOPT_UPLOAD, 1L);
    set(handle, CURLOPT_READFUNCTION, &Callbacks::read);
    set(handle, CURLOPT_DEBUGFUNCTION, &Callbacks::overhear);
    set(handle, CURLOPT_NOPROGRESS, 0L);
    set(handle, CURLOPT_XFERINFOFUNCTION, &Callbacks::go_on);
    set(handle, CURLOPT_XFERINFODATA, this);
    set(handle, CURLOPT_OPENSOCKETFUNCTION, &Callbacks::open_socket);
    set(handle, CURLOPT_OPENSOCKETDATA, this);
    set(handle, CURLOPT_CLOSESOCKETFUNCTION, &Callbacks::close_socket);
    set(handle, CURLOPT_CLOSESOCKETDATA, this);
}

Outcome Smtp::attempt(const std::string& from, const std::string& to, const std::string& message,
                      Dialogue& dialogue) {
    if (!handle_) open();
    void* const handle = handle_.get();
    std::array<char, CURL_ERROR_SIZE> trouble{};
    Upload upload{message};
    const auto recipients = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>(
        curl_slist_append(nullptr, to.c_str()), &curl_slist_free_all);
    set(handle, CURLOPT_MAIL_FROM, from.c_str());
    set(handle, CURLOPT_MAIL_RCPT, recipients.get());
    set(handle, CURLOPT_READDATA, &upload);
    set(handle, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(message.size()));
    set(handle, CURLOPT_ERRORBUFFER, trouble.data());
    set(handle, CURLOPT_DEBUGDATA, &dialogue);
    set(handle, CURLOPT_VERBOSE, 1L);
    const CURLcode code = curl_easy_perform(handle);
    set(handle, CURLOPT_MAIL_RCPT, static_cast<curl_slist*>(nullptr));
    set(handle, CURLOPT_ERRORBUFFER, static_cast<char*>(nullptr));
    set(handle, CURLOPT_VERBOSE, 0L);
    set(handle, CURLOPT_DEBUGDATA, static_cast<void*>(nullptr));
    if (code == CURLE_OK) return {Outcome::Kind::sent, {}};
    if (is_stopping_) return {Outcome::Kind::stopped, "stopped"};
    return dialogue.failure(trouble[0] != '\0' ? trouble.data() : curl_easy_strerror(code));
}

Outcome Smtp::send(const std::string& from, const std::string& to, const std::string& message) {
    if (is_stopping_) return {Outcome::Kind::stopped, "stopped"};
    Dialogue dialogue;
    const bool has_connection = handle_ != nullptr;
    Outcome outcome = attempt(from, to, message, dialogue);
    if (outcome.kind == Outcome::Kind::unreachable) {
        hang_up();
        // Servers end a connection after some mails, or some seconds.
        if (has_connection && !dialogue.has_sent_text()) {
            Dialogue again;
            outcome = attempt(from, to, message, again);
            if (outcome.kind == Outcome::Kind::unreachable) hang_up();
        }
    }
    return outcome;
}

void Smtp::hang_up() { handle_.reset(); }

void Smtp::stop() {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
    for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
}

}  // namespace footfall::mail
