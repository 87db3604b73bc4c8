using Polydev.Protocol.Calls;
using Polydev.Protocol.Events;
using Polydev.Providers;

namespace Polydev.Tests.Providers.Errors;

public sealed class ErrorMappingTests
{
    [Theory]
    [InlineData(401, ErrorCodes.ProviderAuth, false)]
    [InlineData(402, ErrorCodes.ProviderQuota, false)]
    [InlineData(403, ErrorCodes.ProviderPermission, false)]
    [InlineData(404, ErrorCodes.ProviderNotFound, false)]
    [InlineData(408, ErrorCodes.ProviderTimeout, true)]
    [InlineData(409, ErrorCodes.ProviderServerError, true)]
    [InlineData(413, ErrorCodes.ProviderTooLarge, false)]
    [InlineData(422, ErrorCodes.ProviderInvalidRequest, false)]
    [InlineData(425, ErrorCodes.ProviderServerError, true)]
    [InlineData(429, ErrorCodes.ProviderRateLimited, true)]
    [InlineData(500, ErrorCodes.ProviderServerError, true)]
    [InlineData(502, ErrorCodes.ProviderServerError, true)]
    [InlineData(503, ErrorCodes.ProviderOverloaded, true)]
    [InlineData(504, ErrorCodes.ProviderTimeout, true)]
    [InlineData(529, ErrorCodes.ProviderOverloaded, true)]
    [InlineData(302, ErrorCodes.ProviderMalformed, false)]
    [InlineData(204, ErrorCodes.ProviderMalformed, false)]
    public void A_status_alone_is_understood_whatever_the_body(int status, string code, bool retryable)
    {
        foreach (var wire in Wires.All)
        {
            foreach (var body in new[] { "", "<html><h1>Bad Gateway</h1></html>", "{}", "null", """{"error":null}""", """{"error":"text"}""", """{"err""" })
            {
                var error = Answers.Error(wire.Name, status, body);
                Assert.Equal((code, retryable, status), (error.Code, error.Retryable, error.ProviderStatus));
                Assert.Null(error.RetryAfterSeconds);
            }
        }
    }

    [Theory]
    [InlineData(WireNames.OpenAiChat, 400, """{"error":{"code":"context_length_exceeded","type":"invalid_request_error"}}""", ErrorCodes.ProviderTooLarge, false)]
    [InlineData(WireNames.OpenAiChat, 404, """{"error":{"code":"model_not_found","type":"invalid_request_error"}}""", ErrorCodes.ProviderNotFound, false)]
    [InlineData(WireNames.OpenAiResponses, 429, """{"error":{"code":null,"type":"insufficient_quota"}}""", ErrorCodes.ProviderQuota, false)]
    [InlineData(WireNames.OpenAiChat, 503, """{"error":{"code":"slow_down","type":"server_error"}}""", ErrorCodes.ProviderOverloaded, true)]
    [InlineData(WireNames.OpenAiChat, 400, """{"error":{"code":400,"type":"invalid_request_error"}}""", ErrorCodes.ProviderInvalidRequest, false)]
    [InlineData(WireNames.AnthropicMessages, 400, """{"error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the API"}}""", ErrorCodes.ProviderQuota, false)]
    [InlineData(WireNames.AnthropicMessages, 400, """{"error":{"type":"invalid_request_error","message":"prompt is too long: 9 tokens"}}""", ErrorCodes.ProviderTooLarge, false)]
    [InlineData(WireNames.AnthropicMessages, 413, """{"error":{"type":"request_too_large"}}""", ErrorCodes.ProviderTooLarge, false)]
    [InlineData(WireNames.AnthropicMessages, 402, """{"error":{"type":"billing_error"}}""", ErrorCodes.ProviderQuota, false)]
    [InlineData(WireNames.AnthropicMessages, 504, """{"error":{"type":"timeout_error"}}""", ErrorCodes.ProviderTimeout, true)]
    [InlineData(WireNames.AnthropicMessages, 500, """{"error":{"type":"api_error"}}""", ErrorCodes.ProviderServerError, true)]
    [InlineData(WireNames.Gemini, 403, """{"error":{"status":"PERMISSION_DENIED"}}""", ErrorCodes.ProviderPermission, false)]
    [InlineData(WireNames.Gemini, 400, """{"error":{"status":"INVALID_ARGUMENT"}}""", ErrorCodes.ProviderInvalidRequest, false)]
    [InlineData(WireNames.Gemini, 500, """{"error":{"status":"INTERNAL"}}""", ErrorCodes.ProviderServerError, true)]
    [InlineData(WireNames.Gemini, 504, """{"error":{"status":"DEADLINE_EXCEEDED"}}""", ErrorCodes.ProviderTimeout, true)]
    [InlineData(WireNames.Gemini, 503, """[{"error":{"status":"UNAVAILABLE"}}]""", ErrorCodes.ProviderOverloaded, true)]
    [InlineData(WireNames.Gemini, 429, """{"error":{"status":"RESOURCE_EXHAUSTED","details":[{"violations":[{"quotaId":"GenerateRequestsPerDayPerProject"}]}]}}""", ErrorCodes.ProviderQuota, false)]
    public void A_providers_own_words_say_more_than_the_status(string wire, int status, string body, string code, bool retryable)
    {
        var error = Answers.Error(wire, status, body);
        Assert.Equal((code, retryable), (error.Code, error.Retryable));
    }

    [Theory]
    [InlineData("retry-after", "20", 20.0)]
    [InlineData("retry-after", "0.5", 0.5)]
    [InlineData("retry-after", "Mon, 23 Nov 2026 19:05:30 GMT", 30.0)]
    [InlineData("retry-after", "Mon, 23 Nov 2026 19:04:00 GMT", 0.0)]
    [InlineData("retry-after", "soon", null)]
    [InlineData("retry-after", "-5", null)]
    [InlineData("retry-after", "1e99", null)]
    [InlineData("retry-after", "99999999999", null)]
    [InlineData("retry-after-ms", "250", 0.25)]
    public void A_wait_is_read_in_every_dialect(string header, string value, double? seconds)
    {
        foreach (var wire in Wires.All)
        {
            Assert.Equal(seconds, Answers.Error(wire.Name, 503, "", (header, value)).RetryAfterSeconds);
        }
    }

    [Fact]
    public void OpenAIs_reset_headers_are_a_fallback_and_the_window_used_up_counts()
    {
        (string, string)[] headers =
        [
            ("x-ratelimit-reset-requests", "120ms"), ("x-ratelimit-remaining-requests", "499"),
            ("x-ratelimit-reset-tokens", "6m0s"), ("x-ratelimit-remaining-tokens", "0"),
        ];
        Assert.Equal(360, Answers.Error(WireNames.OpenAiChat, 429, "", headers).RetryAfterSeconds);
        Assert.Equal(7, Answers.Error(WireNames.OpenAiChat, 429, "", [.. headers, ("retry-after", "7")]).RetryAfterSeconds);
        Assert.Equal(0.12, Answers.Error(WireNames.OpenAiChat, 429, "", headers[0], headers[2]).RetryAfterSeconds);
        Assert.Null(Answers.Error(WireNames.OpenAiChat, 500, "", headers).RetryAfterSeconds);
    }

    [Fact]
    public void Anthropics_reset_headers_are_points_in_time() =>
        Assert.Equal(13, Answers.Error(
            WireNames.AnthropicMessages,
            429,
            "",
            ("anthropic-ratelimit-requests-reset", "2026-11-23T19:05:13Z"),
            ("anthropic-ratelimit-requests-remaining", "0"),
            ("anthropic-ratelimit-tokens-reset", "2026-11-23T19:05:02Z"),
            ("anthropic-ratelimit-tokens-remaining", "5")).RetryAfterSeconds);

    [Fact]
    public void The_providers_word_on_trying_again_counts_but_does_not_mend_a_bad_key()
    {
        Assert.False(Answers.Error(WireNames.OpenAiChat, 500, "", ("x-should-retry", "false")).Retryable);
        Assert.True(Answers.Error(WireNames.OpenAiChat, 400, "", ("x-should-retry", "true")).Retryable);
        Assert.False(Answers.Error(WireNames.OpenAiChat, 401, "", ("x-should-retry", "true")).Retryable);
    }

    [Fact]
    public void A_message_says_what_happened_what_to_do_and_what_the_provider_said()
    {
        var error = Answers.Error(WireNames.OpenAiChat, 400, """{"error":{"message":"Unknown field 'x'."}}""");
        Assert.Equal("The provider finds the request wrong. Correct it. The provider says: Unknown field 'x'.", error.Message);
        Assert.Contains("perhaps from a proxy) <h1> Bad gate", Answers.Error(WireNames.OpenAiChat, 502, "<h1>\n Bad   gate").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_request_id_is_taken_from_a_header_or_else_the_body()
    {
        Assert.Equal("a", Answers.Error(WireNames.OpenAiChat, 500, "", ("x-request-id", "a")).ProviderRequestId);
        Assert.Equal("b", Answers.Error(WireNames.AnthropicMessages, 500, """{"error":{},"request_id":"b"}""").ProviderRequestId);
    }
}
