using Microsoft.Extensions.Time.Testing;
using Polydev.Node.Cluster;

namespace Polydev.Tests.Node.Cluster;

/// <summary>How long a node waits before it dials again.</summary>
public sealed class BackoffTests
{
    [Fact]
    public void It_doubles_from_a_fifth_of_a_second_to_five_seconds_and_takes_half_of_it_to_all_of_it()
    {
        var time = new FakeTimeProvider();
        var backoff = new Backoff(time);
        foreach (var step in new[] { 0.2, 0.4, 0.8, 1.6, 3.2, 5, 5 })
        {
            AssertWaits(backoff, time, TimeSpan.FromSeconds(step));
        }

        backoff.Reset();
        AssertWaits(backoff, time, TimeSpan.FromSeconds(0.2));
    }

    private static void AssertWaits(Backoff backoff, FakeTimeProvider time, TimeSpan step)
    {
        var waiting = backoff.WaitAsync(TestContext.Current.CancellationToken);
        time.Advance((step / 2) - TimeSpan.FromMilliseconds(1));
        Assert.False(waiting.IsCompleted);
        time.Advance((step / 2) + TimeSpan.FromMilliseconds(1));
        Assert.True(waiting.IsCompleted);
    }
}
