using Microsoft.Extensions.Time.Testing;
using Polydev.Node;
using Polydev.Tests.Controller.Workers;

namespace Polydev.Tests.Node;

/// <summary>What a driver said of its machine is good for a while.</summary>
public sealed class RecentProbeTests
{
    [Fact]
    public async Task A_driver_is_asked_anew_after_half_a_minute_only()
    {
        var (driver, time) = (new FakeWorkerDriver(), new FakeTimeProvider());
        using var probe = new RecentProbe(driver, time);
        var first = await probe.AskAsync(TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.Same(first, await probe.AskAsync(TestContext.Current.CancellationToken));
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.NotSame(first, await probe.AskAsync(TestContext.Current.CancellationToken));
        Assert.Equal(2, driver.Probes);
    }
}
