using CsCheck;
using Polydev.Controller.Pools;

namespace Polydev.Tests.Controller.Pools;

public sealed class PoolSizerTests
{
    private static readonly DateTimeOffset Monday = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_pool_that_saw_nothing_holds_its_floor() => Assert.Equal(2, new PoolSizer().Target(Monday, 2, 100, 4));

    [Fact]
    public void The_target_stays_between_floor_and_ceiling_whatever_comes() =>
        Gen.Select(Gen.Int[0, 20], Gen.Int[0, 50], Gen.Int[0, 400].Array[1, 200]).Sample((floor, more, arrivals) =>
        {
            var sizer = new PoolSizer();
            var now = Monday;
            foreach (var claims in arrivals)
            {
                now += TimeSpan.FromMilliseconds(100 + claims);
                sizer.ObserveClaims(now, claims);
                sizer.ObserveStart(TimeSpan.FromMilliseconds(20 + claims));
                Assert.InRange(sizer.Target(now, floor, floor + more, 4), floor, floor + more);
            }
        }, iter: 200);

    [Fact]
    public void Slower_replacements_want_a_larger_stock()
    {
        Assert.True(TargetAt(TimeSpan.FromSeconds(2)) > TargetAt(TimeSpan.FromMilliseconds(50)));

        static int TargetAt(TimeSpan start)
        {
            var sizer = new PoolSizer();
            for (var i = 0; i < 600; i++)
            {
                sizer.ObserveClaims(Monday.AddMilliseconds(250 * i), 1);
                sizer.ObserveStart(start);
            }

            return sizer.Target(Monday.AddSeconds(150), 0, 1000, 4);
        }
    }

    [Fact]
    public void A_burst_is_remembered_and_fades_over_hours()
    {
        var sizer = new PoolSizer();
        sizer.ObserveClaims(Monday, 40);
        Assert.InRange(sizer.Target(Monday, 0, 1000, 4), 40, 400);
        sizer.ObserveClaims(Monday.AddHours(1), 0);
        Assert.InRange(sizer.Target(Monday.AddHours(1), 0, 1000, 4), 20, 39);
        sizer.ObserveClaims(Monday.AddHours(30), 0);
        Assert.Equal(1, sizer.Target(Monday.AddHours(30), 0, 1000, 4));
    }

    [Fact]
    public void The_hour_of_the_week_is_learned_and_met_in_advance()
    {
        var first = new PoolSizer();
        for (var minute = 0; minute < 180; minute++)
        {
            first.ObserveClaims(Monday.AddMinutes(minute), minute is >= 60 and < 120 ? 300 : 0);
        }

        Assert.Equal(5, first.Week.RateAt(Monday.AddHours(1)), 0.1);
        var nextWeek = new PoolSizer(first.Week);
        Assert.Equal(2, nextWeek.Target(Monday.AddDays(7), 2, 1000, 4));
        Assert.True(nextWeek.Target(Monday.AddDays(7).AddMinutes(59), 2, 1000, 4) > 10);
    }

    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(1, 1, 5)]
    [InlineData(10, 1, 21)]
    public void The_quantile_of_even_arrivals_is_poissons(double mean, double dispersion, int expected) =>
        Assert.Equal(expected, ClaimQuantile.Of(mean, dispersion, 0.999));

    [Fact]
    public void Arrivals_in_clumps_want_more() => Assert.True(ClaimQuantile.Of(10, 5, 0.999) > 35);
}
