using System.Text.Json;
using Polydev.Protocol.Events;

namespace Polydev.Tests.Providers;

/// <summary>Every fixture gives its expected result, whole and however it is cut.</summary>
public sealed class FixtureTests
{
    public static TheoryData<string> Streams => [.. ProviderFixture.Names.Where(name => ProviderFixture.Load(name).Answer.Status == 200)];

    public static TheoryData<string> HttpErrors => [.. ProviderFixture.Names.Where(name => ProviderFixture.Load(name).Answer.Status != 200)];

    [Fact]
    public void Every_fixture_file_has_an_expectation() =>
        Assert.Equal(
            Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Providers", "Fixtures")).Select(Path.GetFileName)
                .Where(name => !name!.EndsWith(".headers", StringComparison.Ordinal) && name != "expected.json").Order(StringComparer.Ordinal),
            ProviderFixture.Names.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Streams))]
    public void A_whole_body_gives_what_is_expected(string name)
    {
        var fixture = ProviderFixture.Load(name);
        AssertExpected(fixture.Expected, fixture.Decode([fixture.Body]));
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void A_body_cut_in_two_anywhere_gives_the_same_events(string name)
    {
        var fixture = ProviderFixture.Load(name);
        var whole = fixture.Decode([fixture.Body]).Lines;
        for (var at = 0; at <= fixture.Body.Length; at++)
        {
            Assert.Equal(whole, fixture.Decode([fixture.Body.AsMemory(0, at), fixture.Body.AsMemory(at)]).Lines);
        }
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void A_body_fed_byte_by_byte_gives_the_same_events(string name)
    {
        var fixture = ProviderFixture.Load(name);
        var bytes = Enumerable.Range(0, fixture.Body.Length).Select(at => (ReadOnlyMemory<byte>)fixture.Body.AsMemory(at, 1));
        Assert.Equal(fixture.Decode([fixture.Body]).Lines, fixture.Decode(bytes).Lines);
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void A_body_cut_short_anywhere_ends_once_and_never_well_without_its_end_marker(string name)
    {
        var fixture = ProviderFixture.Load(name);
        var whole = fixture.Decode([fixture.Body]);
        for (var length = 0; length < fixture.Body.Length; length++)
        {
            var cut = fixture.Decode([fixture.Body.AsMemory(0, length)]);
            if (cut.Finished is { } finished)
            {
                Assert.Equal(whole.Finished, finished);
                Assert.Equal(whole.Text, cut.Text);
            }
        }
    }

    [Theory]
    [MemberData(nameof(HttpErrors))]
    public void An_error_answer_is_understood(string name)
    {
        var fixture = ProviderFixture.Load(name);
        var error = fixture.Wire.MapError(fixture.Answer, fixture.Body, new DateTimeOffset(2026, 11, 23, 19, 5, 0, TimeSpan.Zero));
        AssertError(fixture.Expected, error);
        Assert.Equal(fixture.Answer.Status, error.ProviderStatus);
        Assert.Equal(fixture.Answer.Header("x-request-id") ?? fixture.Answer.Header("request-id"), error.ProviderRequestId);
    }

    private static void AssertExpected(JsonElement expected, RecordedEvents actual)
    {
        Assert.Equal(expected.GetProperty("text").GetString(), actual.Text);
        Assert.Equal(expected.GetProperty("thinking").GetString(), actual.Reasoning);
        Assert.Equal(expected.GetProperty("complete").GetBoolean(), actual.Finished is not null);
        Assert.Equal(expected.GetProperty("stop").GetString(), actual.Finished is { } f ? Snake(f.StopReason) : null);
        Assert.Equal(expected.GetProperty("rawStop").GetString(), actual.Finished?.ProviderStopReason);
        Assert.Equal(expected.TryGetProperty("images", out var images) ? images.GetInt32() : 0, actual.Events.OfType<ImageEvent>().Count());
        AssertTools(expected.GetProperty("tools"), actual);
        AssertUsage(expected.GetProperty("usage"), actual.Usage);
        if (actual.Error is { } error)
        {
            AssertError(expected, error);
        }
    }

    private static void AssertTools(JsonElement expected, RecordedEvents actual)
    {
        Assert.Equal(expected.GetArrayLength(), actual.Tools.Count);
        foreach (var (tool, (id, name, arguments)) in expected.EnumerateArray().Zip(actual.Tools))
        {
            Assert.Equal(tool.GetProperty("id").GetString(), id);
            Assert.Equal(tool.GetProperty("name").GetString(), name);
            using var parsed = JsonDocument.Parse(arguments);
            Assert.True(JsonElement.DeepEquals(tool.GetProperty("args"), parsed.RootElement));
        }
    }

    /// <remarks>
    /// The fixtures give <c>in</c> the way the provider counts. Anthropic alone leaves cache reads and writes out of it; where they are
    /// not zero the fixture has <c>totalPrompt</c>, which is what we call input tokens on every wire.
    /// </remarks>
    private static void AssertUsage(JsonElement expected, TokenUsage? actual)
    {
        if (expected.ValueKind == JsonValueKind.Null)
        {
            Assert.Null(actual);
            return;
        }

        Assert.NotNull(actual);
        Assert.Equal((expected.TryGetProperty("totalPrompt", out var total) ? total : expected.GetProperty("in")).GetInt64(), actual.InputTokens);
        Assert.Equal(expected.GetProperty("out").GetInt64(), actual.OutputTokens);
        Assert.Equal(expected.GetProperty("cached").GetInt64(), actual.CachedInputTokens);
        Assert.Equal(expected.GetProperty("reasoning") is { ValueKind: JsonValueKind.Number } reasoning ? reasoning.GetInt64() : null, actual.ReasoningTokens);
        if (expected.TryGetProperty("cacheWrite", out var cacheWrite))
        {
            Assert.Equal(cacheWrite.GetInt64(), actual.CacheWriteInputTokens);
        }
    }

    private static void AssertError(JsonElement expected, ExecutionError actual)
    {
        var error = expected.GetProperty("error");
        Assert.Equal(
            error.GetProperty("type").GetString() switch
            {
                "server_error" => ErrorCodes.ProviderServerError,
                "truncated" => ErrorCodes.ProviderTruncated,
                "rate_limit" => ErrorCodes.ProviderRateLimited,
                "quota" => ErrorCodes.ProviderQuota,
                "auth" => ErrorCodes.ProviderAuth,
                "overloaded" => ErrorCodes.ProviderOverloaded,
                var other => throw new InvalidOperationException($"the fixtures have a new error type {other}"),
            },
            actual.Code);
        Assert.Equal(expected.GetProperty("retryable").GetBoolean(), actual.Retryable);
        if (error.TryGetProperty("code", out var code))
        {
            Assert.Equal(code.GetString(), actual.ProviderCode);
        }

        Assert.Equal(error.TryGetProperty("retryAfterMs", out var wait) ? wait.GetDouble() / 1000 : null, actual.RetryAfterSeconds);
    }

    private static string Snake(StopReason stop) =>
        JsonSerializer.Serialize(stop, Protocol.ProtocolJson.Default.StopReason).Trim('"');
}
