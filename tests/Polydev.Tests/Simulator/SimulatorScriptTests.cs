using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Polydev.Protocol.Calls;
using Polydev.Protocol.Events;
using Polydev.Providers;
using Polydev.Simulator;
using Polydev.Simulator.Scripting;
using Polydev.Tests.Providers;

namespace Polydev.Tests.Simulator;

/// <summary>What the names of the catalog do, read back by the decoders where the bytes matter.</summary>
public sealed class SimulatorScriptTests
{
    public static TheoryData<string> Wires => SimulatorCalls.Wires;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_example_of_the_catalog_is_understood()
    {
        var reply = new SimulatedReply();
        foreach (var entry in SimulatorCatalog.Replies.Concat(SimulatorCatalog.Faults))
        {
            Assert.True(SimulationParser.Parse(entry.Example, reply, seed: 1) is not null, entry.Example);
        }

        Assert.All(SimulatorCatalog.Faults, entry => Assert.NotNull(SimulationParser.Parse(entry.Example, reply, seed: 1)!.Fault));
    }

    [Fact]
    public void Words_combine()
    {
        var read = SimulationParser.Parse("fault-429-times-2-retry-after-7-reasoning-chunks-30-rate-5", new SimulatedReply(), seed: 1)!;

        Assert.Equal((429, 2, 7d), (read.Fault!.Status, read.Fault.Times, read.Fault.RetryAfterSeconds));
        Assert.Equal((30, 5d), (read.Reply.Text.Count, read.Reply.TokensPerSecond));
        Assert.NotEmpty(read.Reply.Reasoning);
    }

    [Theory]
    [InlineData("sim-chunks")]
    [InlineData("sim-chunks-x")]
    [InlineData("sim-rate-0")]
    [InlineData("sim-hold-door")]
    [InlineData("sim-hold-door-text")]
    [InlineData("sim-texture")]
    [InlineData("fault-429-500")]
    [InlineData("fault-slow-first-byte")]
    public void A_word_nobody_knows_is_not_guessed(string name) => Assert.Null(SimulationParser.Parse(name, new SimulatedReply(), seed: 1));

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task Parallel_calls_reasoning_and_usage_are_read_back(string wire)
    {
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        foreach (var stream in new[] { true, false })
        {
            var events = await DecodeAsync(host, wire, "sim-reasoning-tool", stream);

            Assert.Equal("{\"city\":\"Paris\"} {\"zone\":\"Europe/Paris\"}", string.Join(' ', events.Tools.Select(tool => tool.Arguments)));
            Assert.Equal("The caller wants an answer; I have one.", events.Reasoning);
            Assert.Equal(StopReason.Tool, events.Finished!.StopReason);
            Assert.Equal(10, events.Usage!.ReasoningTokens);
        }
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task Oddities_of_a_stream_do_not_disturb_its_reading(string wire)
    {
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        foreach (var model in new[] { "fault-unknown-events", "fault-trickle" })
        {
            Assert.Equal("Hello! This is the Polydev simulator: every wire works.", (await DecodeAsync(host, wire, model, stream: true)).Text);
        }
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task A_malformed_frame_is_told_apart_from_a_cut(string wire)
    {
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);

        Assert.Equal(ErrorCodes.ProviderMalformed, (await DecodeAsync(host, wire, "fault-malformed", stream: true)).Error!.Code);
        Assert.Equal(ErrorCodes.ProviderTruncated, (await DecodeAsync(host, wire, "fault-cut-at-frame-border-clean", stream: true)).Error!.Code);
    }

    [Fact]
    public async Task A_megabyte_long_line_arrives_whole()
    {
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        var image = (await DecodeAsync(host, WireNames.Gemini, "sim-image-2mb", stream: true)).Events.OfType<ImageEvent>().Single();
        var text = (await DecodeAsync(host, WireNames.OpenAiChat, "fault-huge-line-1mb", stream: true)).Text;

        Assert.Equal(2 * 1024 * 1024, image.Data.Length);
        Assert.Equal(1024 * 1024, text.Length);
    }

    [Fact]
    public async Task A_clock_says_when_each_piece_was_sent()
    {
        var before = Stopwatch.GetTimestamp();
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        var events = await DecodeAsync(host, WireNames.AnthropicMessages, "sim-clock-chunks-5", stream: true);
        var times = events.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text => long.Parse(text, CultureInfo.InvariantCulture)).ToArray();

        Assert.Equal(5, times.Length);
        Assert.Equal(times.Order(), times);
        Assert.InRange(times[0], before * (1e9 / Stopwatch.Frequency), Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency));
    }

    [Fact]
    public async Task A_rate_sends_each_piece_at_its_time()
    {
        var time = new FakeTimeProvider();
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions { Time = time }, Token);
        using var client = new HttpClient();
        using var request = SimulatorCalls.Request(host, WireNames.Gemini, "sim-chunks-3-rate-2", stream: true);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Token));
        await ReadFrameAsync(lines);
        var second = ReadFrameAsync(lines);
        while (!second.IsCompleted)
        {
            // Small steps: the timer is made some moments after the first piece was sent.
            time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }

        await second;
        Assert.True(time.GetUtcNow() - time.Start >= TimeSpan.FromMilliseconds(500));
    }

    [Fact]
    public async Task The_same_seed_makes_the_same_bytes()
    {
        var bodies = new List<string>();
        foreach (var seed in new[] { 7, 7, 8 })
        {
            var options = new SimulatorOptions { Seed = seed, Time = new FakeTimeProvider() };
            await using var host = await SimulatorHost.StartAsync(options, Token);
            using var client = new HttpClient();
            bodies.Add((await client.SendAsync(host, WireNames.OpenAiResponses, "sim-chunks-9", stream: true)).Body);
        }

        Assert.Equal(bodies[0], bodies[1]);
        Assert.NotEqual(bodies[0], bodies[2], StringComparer.Ordinal);
    }

    private static async Task<string> ReadFrameAsync(StreamReader lines)
    {
        string line;
        do
        {
            line = await lines.ReadLineAsync(Token) ?? throw new EndOfStreamException();
        }
        while (line.Length == 0);
        return JsonDocument.Parse(line["data: ".Length..]).RootElement.GetProperty("candidates")[0].GetProperty("content").GetProperty("parts")[0].GetProperty("text").GetString()!;
    }

    private static async Task<RecordedEvents> DecodeAsync(SimulatorHost host, string wire, string model, bool stream)
    {
        using var client = new HttpClient();
        var (response, body) = await client.SendAsync(host, wire, model, stream);
        var events = new RecordedEvents();
        var answer = new ProviderAnswer { Status = 200, ContentType = response.Content.Headers.ContentType!.MediaType, Header = _ => null };
        var decoder = Polydev.Providers.Wires.Find(wire)!.Decode(answer, events);
        decoder.Feed(System.Text.Encoding.UTF8.GetBytes(body));
        decoder.Complete();
        events.AssertWellFormed();
        return events;
    }
}
