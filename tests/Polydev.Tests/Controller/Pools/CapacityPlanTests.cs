using Polydev.Controller.Cluster;

namespace Polydev.Tests.Controller.Pools;

public sealed class CapacityPlanTests
{
    [Fact]
    public void The_classic_machine_holds_208_by_memory_203_in_mixed_units_and_200_by_cpu()
    {
        var plan = CapacityPlan.Compute(62L << 30, 20, 10L << 30, 256L << 20, 0.1);
        Assert.Equal((208, 203, 200L, 200, "cpu"), (plan.ByMemory, plan.ByMemoryInDecimalUnits, plan.ByCpu, plan.Workers, plan.Binds));
    }

    [Fact]
    public void Without_a_cpu_limit_memory_binds()
    {
        var plan = CapacityPlan.Compute(62L << 30, 20, 10L << 30, CapacityPlan.MeasuredWorkerBytes, 0);
        Assert.Equal((5916L, "memory"), (plan.Workers, plan.Binds));
    }

    [Fact]
    public void A_reserve_above_the_memory_leaves_room_for_none() => Assert.Equal(0, CapacityPlan.Compute(1 << 30, 4, 2L << 30, 1 << 20, 0).Workers);
}
