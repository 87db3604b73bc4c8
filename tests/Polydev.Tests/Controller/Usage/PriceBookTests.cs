using Polydev.Controller;
using Polydev.Controller.Usage;
using Polydev.Protocol.Events;

namespace Polydev.Tests.Controller.Usage;

/// <summary>Known models cost what their list says, unknown ones cost nobody knows what.</summary>
public sealed class PriceBookTests
{
    private static readonly PriceBook s_book = PriceFileReader.Read(null);

    [Fact]
    public void Cached_and_written_tokens_have_prices_of_their_own()
    {
        var usage = new TokenUsage { InputTokens = 1000, CachedInputTokens = 300, CacheWriteInputTokens = 200, OutputTokens = 100, ReasoningTokens = 50 };
        Assert.Equal(((500 * 3m) + (300 * 0.3m) + (200 * 3.75m) + (100 * 15m)) / 1_000_000m, s_book.Cost("anthropic", "claude-sonnet-4-5-20250929", usage));
    }

    [Theory]
    [InlineData("openai", "gpt-4.1", 2)]
    [InlineData("openai", "gpt-4.1-2025-04-14", 2)]
    [InlineData("openai", "gpt-4.1-mini-2025-04-14", 0.4)]
    [InlineData("openai", "gpt-4o-2024-05-13", 5)]
    [InlineData("openai", "gpt-5.4-mini", 0.75)]
    [InlineData("anthropic", "claude-opus-4-8", 5)]
    [InlineData("google", "gemini-3.1-pro-preview", 2)]
    [InlineData("google", "gemini-2.5-flash", 0.3)]
    [InlineData("openai", "sim-echo", 1)]
    public void A_model_is_found_by_its_name_or_its_beginning(string provider, string model, double perMillion) =>
        Assert.Equal((decimal)perMillion, s_book.Cost(provider, model, new TokenUsage { InputTokens = 1_000_000 - 800_000 }) * 5);

    [Theory]
    [InlineData("gemini-2.0-flash-lite", 0.01875)]
    [InlineData("gemini-flash-latest", 0.075)]
    [InlineData("gemini-2.5-flash-preview-09-2025", 0.075)]
    [InlineData("gemini-2.5-flash-lite-preview-06-17", 0.025)]
    [InlineData("gemini-2.5-flash-lite-preview-09-2025", 0.01)]
    public void Cached_tokens_cost_what_their_own_model_asks(string model, double perMillion) =>
        Assert.Equal((decimal)perMillion, s_book.Cost("google", model, new TokenUsage { InputTokens = 200_000, CachedInputTokens = 200_000 }) * 5);

    [Theory]
    [InlineData("openai", "gpt-99")]
    [InlineData("google", "gemini-2.5-flash-preview-tts")]
    [InlineData("openai", "claude-sonnet-4-5")]
    [InlineData("other", "gpt-4.1")]
    [InlineData("openai", "gpt-4.1-maxi")]
    public void An_unknown_model_has_no_cost(string provider, string model) =>
        Assert.Null(s_book.Cost(provider, model, new TokenUsage { InputTokens = 10 }));

    [Fact]
    public void A_long_prompt_costs_more_as_a_whole()
    {
        Assert.Equal(0.25m, s_book.Cost("google", "gemini-2.5-pro", new TokenUsage { InputTokens = 200_000 }));
        Assert.Equal(200_001 * 2.5m / 1_000_000m, s_book.Cost("google", "gemini-2.5-pro", new TokenUsage { InputTokens = 200_001 }));
    }

    [Fact]
    public void An_operators_list_replaces_ours()
    {
        var book = Read("""{"version":1,"currency":"USD","as_of":"2026-01-01","source":"our contract","prices":[{"provider":"openai","models":["m*","mine"],"input":1,"output":2}]}""");
        Assert.Equal(0.000003m, book.Cost("openai", "mine", new TokenUsage { InputTokens = 1, OutputTokens = 1 }));
        Assert.Null(book.Cost("openai", "gpt-4.1", new TokenUsage()));
    }

    [Fact]
    public void All_faults_of_a_list_are_said_at_once()
    {
        var error = Assert.Throws<StartupException>(() => Read(
            """{"version":2,"currency":"EUR","as_of":"2026-01-01","prices":[{"provider":"","models":["a*b","x","x"],"input":-1,"output":2}]}"""));
        Assert.Equal("price_file_invalid", error.Code);
        foreach (var part in new[] { "version 2", "EUR", "provider is empty", "a*b", "two prices", "below zero" })
        {
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"version":1,"currency":"USD","as_of":"2026-01-01","prices":[],"extra":1}""")]
    [InlineData("""{"version":1,"currency":"USD","as_of":"2026-01-01","prices":[{"provider":"p","models":["m"],"input":1}]}""")]
    public void A_list_that_cannot_be_read_stops_the_start(string json) =>
        Assert.Equal("price_file_invalid", Assert.Throws<StartupException>(() => Read(json)).Code);

    [Fact]
    public void A_missing_file_stops_the_start() =>
        Assert.Equal("price_file_invalid", Assert.Throws<StartupException>(() => PriceFileReader.Read("/nowhere/prices.json")).Code);

    private static PriceBook Read(string json)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, json);
            return PriceFileReader.Read(file);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
