using CsCheck;
using Polydev.Controller.Workers;
using Polydev.Tests.Controller.Pools;

namespace Polydev.Tests.Controller.Workers;

public sealed class WorkerLifeTests
{
    [Fact]
    public void Nothing_leads_back()
    {
        foreach (var from in Enum.GetValues<WorkerState>())
        {
            foreach (var to in Enum.GetValues<WorkerState>())
            {
                Assert.False(WorkerLife.Allows(from, to) && to <= from, $"{from} to {to}");
            }
        }
    }

    [Fact]
    public void Whatever_happens_to_a_worker_it_moves_forward_and_has_one_tenant() =>
        Gen.Int[0, 6].Array[1, 30].Sample(steps =>
        {
            var rig = new PoolRig();
            var worker = rig.Start();
            var (state, tenant) = (worker.State, worker.Tenant);
            foreach (var (step, index) in steps.Select((s, i) => (s, i)))
            {
                Step(rig, worker, step, "t" + index);
                Assert.True(worker.State == state || WorkerLife.Allows(state, worker.State), $"{state} to {worker.State}");
                Assert.True(tenant is null || tenant == worker.Tenant, "the tenant changed");
                Assert.True(worker.Tenant is null || worker.State >= WorkerState.Claimed, "a tenant without a claim");
                (state, tenant) = (worker.State, worker.Tenant);
            }
        }, iter: 300);

    private static void Step(PoolRig rig, LiveWorker worker, int step, string tenant)
    {
        switch (step)
        {
            case 0:
                rig.Join(worker);
                break;
            case 1 when worker.Link is not null:
                rig.Break(worker);
                break;
            case 2:
                worker.TryClaim(tenant);
                break;
            case 3:
                worker.TryDrain();
                break;
            case 4:
                worker.SendClaim();
                break;
            case 5:
                worker.Place(FakeWorkerDriver.Place(worker.Id));
                break;
            case 6 when tenant.EndsWith('9'):
                rig.Directory.End(worker, WorkerEnd.Removed, "test");
                break;
            default:
                break;
        }
    }
}
