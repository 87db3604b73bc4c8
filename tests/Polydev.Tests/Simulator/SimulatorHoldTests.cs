using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Polydev.Protocol.Calls;
using Polydev.Simulator;

namespace Polydev.Tests.Simulator;

/// <summary>Answers that stand still until somebody says their word. Each piece is the time of its sending, which tells what came before the word and what after.</summary>
public sealed partial class SimulatorHoldTests
{
    private static readonly double s_tick = 1e9 / Stopwatch.Frequency;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Wires => SimulatorCalls.Wires;

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task A_stream_stands_still_after_its_pieces_and_goes_on_at_the_word(string wire)
    {
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        using var client = new HttpClient();
        using var request = SimulatorCalls.Request(host, wire, "sim-hold-door-after-2-clock-chunks-5-rate-1000", stream: true);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Token));
        var times = await TimesAsync(lines, 2);
        var released = Stopwatch.GetTimestamp() * s_tick;
        host.Release("door");
        times.AddRange(await TimesAsync(lines, int.MaxValue));

        Assert.Equal(5, times.Count);
        Assert.All(times.Take(2), time => Assert.True(time <= released));
        Assert.All(times.Skip(2), time => Assert.True(time >= released));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_of_an_answer_that_is_held_from_the_start_comes_before_the_word_and_later_ones_are_not_held(bool stream)
    {
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        using var client = new HttpClient();
        using var request = SimulatorCalls.Request(host, WireNames.OpenAiChat, "sim-hold-door-after-0-text", stream);
        var sent = client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        await host.Counters.WaitAsync(counters => counters.InFlight == 1, Token);
        Assert.False(sent.IsCompleted);

        using var released = await client.PostAsync(new Uri(host.HttpAddress, "/_simulator/release/door"), null, Token);
        Assert.Equal(HttpStatusCode.NoContent, released.StatusCode);
        using var response = await sent;
        Assert.Contains("simulator", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        var (_, again) = await client.SendAsync(host, WireNames.OpenAiChat, "sim-hold-door-after-0-text", stream);
        Assert.Contains("simulator", again, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_word_releases_its_own_answers_only()
    {
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        using var client = new HttpClient();
        var one = client.SendAsync(host, WireNames.Gemini, "sim-hold-one-after-0-text", stream: true);
        var two = client.SendAsync(host, WireNames.Gemini, "sim-hold-two-after-9-chunks-4", stream: true);
        await host.Counters.WaitAsync(counters => counters.InFlight == 2, Token);
        host.Release("two");
        Assert.Contains("finishReason", (await two).Body, StringComparison.Ordinal);
        Assert.False(one.IsCompleted);
        Assert.Equal(1, host.Counters.InFlight);
        host.Release("one");
        await one;
    }

    [Fact]
    public async Task A_client_that_goes_ends_the_wait()
    {
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        using (var client = new HttpClient())
        {
            using var request = SimulatorCalls.Request(host, WireNames.AnthropicMessages, "sim-hold-door-after-1-text", stream: true);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        }

        await host.Counters.WaitAsync(counters => counters.InFlight == 0 && counters.CutByClient == 1, Token);
    }

    [GeneratedRegex("\"(?<time>[0-9]{6,}) \"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Time();

    /// <summary>Reads the times of so many pieces, or all to the end.</summary>
    private static async Task<List<double>> TimesAsync(StreamReader lines, int most)
    {
        var times = new List<double>();
        while (times.Count < most && await lines.ReadLineAsync(Token) is { } line)
        {
            // The last events of a stream repeat the whole text.
            if (line.StartsWith("data: {", StringComparison.Ordinal) && Time().Matches(line) is [var time])
            {
                times.Add(double.Parse(time.Groups["time"].Value, CultureInfo.InvariantCulture));
            }
        }

        return times;
    }
}
