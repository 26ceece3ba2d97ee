#include "dashboard/dashboard.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include <zlib.h>

#include "assert.h"

namespace footfall::dashboard {

namespace {

constexpr std::string_view placeholder = "__FOOTFALL_NONCE__";

constexpr std::array<std::pair<std::string_view, std::string_view>, 8> types{{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".json", "application/json"},
    {".txt", "text/plain; charset=utf-8"},
    {".webmanifest", "application/manifest+json"},
}};

std::string_view type_of(std::string_view path) {
    for (const auto& [ending, type] : types) {
        if (path.ends_with(ending)) return type;
    }
    return "application/octet-stream";
}

std::string gzip(std::string_view bytes) {
    z_stream stream{};
    // 15 + 16: the largest window, with a gzip header.
    ASSERT(deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) ==
           Z_OK);
    std::string out(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    ASSERT(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

constexpr std::string_view not_built =
    "<!doctype html><title>Footfall</title><p>This build has no dashboard. Build it in web/ "
    "(npm ci, npm run build), then build the program again; ./start does both.</p>";

}  // namespace

Dashboard::Dashboard(const std::vector<File>& files) : index_(not_built) {
    for (const File& file : files) {
        if (file.path == "/index.html") {
            index_ = file.bytes;
            continue;
        }
        Asset asset{type_of(file.path), file.bytes, gzip(file.bytes),
                    file.path.find("/assets/") != std::string_view::npos, file.path == script_path};
        if (asset.compressed.size() >= file.bytes.size()) asset.compressed.clear();
        assets_.emplace(std::string(file.path), std::move(asset));
    }
}

bool Dashboard::has(std::string_view path) const { return assets_.find(path) != assets_.end(); }

http::Response Dashboard::asset(std::string_view path, std::string_view accept_encoding) const {
    const auto found = assets_.find(path);
    ASSERT(found != assets_.end(), "path=" << path);
    const Asset& asset = found->second;
    http::Response response;
    // A portal's pages load the script one after the other, and a new one should be there soon.
    const std::string_view caching = asset.immutable ? "public, max-age=31536000, immutable"
                                     : asset.shared  ? "public, max-age=600"
                                                     : "no-cache";
    response.fields = {
        {"content-type", std::string(asset.type)},
        {"cache-control", std::string(caching)},
        {"vary", "accept-encoding"},
    };
    if (asset.shared) response.fields.emplace_back("cross-origin-resource-policy", "cross-origin");
    const bool compress = !asset.compressed.empty() &&
                          accept_encoding.find("gzip") != std::string_view::npos &&
                          accept_encoding.find("gzip;q=0") == std::string_view::npos;
    if (compress) response.fields.emplace_back("content-encoding", "gzip");
    response.body = compress ? asset.compressed : std::string(asset.bytes);
    return response;
}

http::Response Dashboard::page(std::string_view nonce) const {
    std::string text(index_);
    for (std::size_t at = text.find(placeholder); at != std::string::npos;
         at = text.find(placeholder, at + nonce.size())) {
        text.replace(at, placeholder.size(), nonce);
    }
    http::Response response;
    response.fields = {{"content-type", "text/html; charset=utf-8"}, {"cache-control", "no-store"}};
    response.body = std::move(text);
    return response;
}

std::string make_nonce(Random& random) {
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::array<std::uint8_t, 22> bytes{};
    random.fill(std::as_writable_bytes(std::span(bytes)));
    std::string text;
    for (const std::uint8_t byte : bytes) text += alphabet[byte % alphabet.size()];
    return text;
}

}  // namespace footfall::dashboard
