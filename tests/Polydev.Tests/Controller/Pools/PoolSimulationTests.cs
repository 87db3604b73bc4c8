using Polydev.Controller.Pools.Simulation;

namespace Polydev.Tests.Controller.Pools;

public sealed class PoolSimulationTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Quick = PoolSimulation.TypicalStarts[0];
    private static readonly TimeSpan Slow = PoolSimulation.TypicalStarts[1];

    [Theory]
    [InlineData("steady", false)]
    [InlineData("day-and-night", false)]
    [InlineData("tenfold-bursts", false)]
    [InlineData("tenfold-bursts", true)]
    public void The_forecast_hits_99_of_100_and_idles_no_longer_than_a_pool_of_30(string name, bool slowStarts)
    {
        var trace = ArrivalTrace.Recorded(name);
        var forecast = PoolSimulation.Run(trace, null, slowStarts ? Slow : Quick);
        var plain = PoolSimulation.Run(trace, 30, slowStarts ? Slow : Quick);
        output.WriteLine(forecast.ToString());
        output.WriteLine(plain.ToString());
        Assert.Equal(trace.Claims, forecast.Claims);
        Assert.True(forecast.HitRate >= 0.99, $"hit rate {forecast.HitRate:P2}");
        Assert.True(forecast.IdleWorkerHours <= plain.IdleWorkerHours, $"{forecast.IdleWorkerHours:0} worker-hours against {plain.IdleWorkerHours:0}");
    }

    [Fact]
    public void A_pool_that_is_too_small_misses()
    {
        var tiny = PoolSimulation.Run(ArrivalTrace.Recorded("steady"), 1, Slow);
        Assert.InRange(tiny.HitRate, 0.3, 0.8);
        Assert.True(tiny.MissWaitP99 > TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public void A_simulation_gives_the_same_answer_twice() =>
        Assert.Equal(PoolSimulation.Run(ArrivalTrace.Recorded("steady"), 5, Quick), PoolSimulation.Run(ArrivalTrace.Recorded("steady"), 5, Quick));
}
