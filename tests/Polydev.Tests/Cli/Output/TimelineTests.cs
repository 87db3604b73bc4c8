using Polydev.Cli.Client;
using Polydev.Cli.Output;
using Polydev.Protocol.Events;
using Polydev.Tests.Cli.Support;

namespace Polydev.Tests.Cli.Output;

/// <summary>The drawing of where an execution's time went.</summary>
public sealed class TimelineTests
{
    [Fact]
    public void Each_phase_has_a_bar_at_its_place_on_a_common_scale() => Assert.Equal(
        """
          phase              start      took
          queued           0.00 ms   0.30 ms  ▏
          claim            0.30 ms   0.10 ms  ▏
          connect, send    0.40 ms   19.6 ms  █▋
          first byte       20.0 ms  180.0 ms   ██████████████▊
          first event     200.0 ms   0.50 ms                  ▏
          stream          200.5 ms  299.5 ms                  ████████████████████████▌
          total            0.00 ms  500.0 ms  █████████████████████████████████████████

        """.ReplaceLineEndings("\n"),
        Draw(new ExecutionView
        {
            Timings = new TimingsView { QueuedMs = 0.3, TotalMs = 500 },
            Attempts = [new AttemptView { Number = 1, AskedMs = 0.3, ClaimedMs = 0.4, SentMs = 20, FirstByteMs = 200, FirstEventMs = 200.5, EndMs = 500 }],
        }));

    [Fact]
    public void A_retry_shows_why_and_how_long_it_waited()
    {
        var text = Draw(new ExecutionView
        {
            Timings = new TimingsView { QueuedMs = 0, TotalMs = 300 },
            Attempts =
            [
                new AttemptView { Number = 1, Provider = "openai", Model = "m", AskedMs = 0, ClaimedMs = 1, SentMs = 2, FirstByteMs = 50, EndMs = 51, Error = new ExecutionError { Code = "provider_overloaded" } },
                new AttemptView { Number = 2, Provider = "anthropic", Model = "n", AskedMs = 151, ClaimedMs = 152, SentMs = 153, FirstByteMs = 200, FirstEventMs = 201, EndMs = 300, ConnectionReused = true },
            ],
        });
        Assert.Contains("attempt 1: openai m, provider_overloaded\n", text, StringComparison.Ordinal);
        Assert.Contains("  wait             51.0 ms  100.0 ms", text, StringComparison.Ordinal);
        Assert.Contains("attempt 2: anthropic n\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_execution_that_has_not_run_yet_is_drawn_without_bars() =>
        Assert.StartsWith("  phase", Draw(new ExecutionView { Timings = new TimingsView { QueuedMs = 5 } }), StringComparison.Ordinal);

    [Fact]
    public void No_line_is_wider_than_eighty_columns() =>
        Assert.All(Draw(new ExecutionView
        {
            Timings = new TimingsView { QueuedMs = 59_999, TotalMs = 7_200_000 },
            Attempts = [new AttemptView { Number = 1, AskedMs = 59_999, ClaimedMs = 70_000, SentMs = 70_001, FirstByteMs = 7_199_000, FirstEventMs = 7_199_999, EndMs = 7_200_000 }],
        }).Split('\n'), line => Assert.InRange(line.Length, 0, 80));

    private static string Draw(ExecutionView execution)
    {
        using var shell = new TestShell();
        Timeline.Write(shell.Shell.OutConsole(), execution, 120);
        return shell.Out;
    }
}
