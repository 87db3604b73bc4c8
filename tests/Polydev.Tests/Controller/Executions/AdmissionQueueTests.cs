using CsCheck;
using Polydev.Controller;
using Polydev.Controller.Executions;
using Polydev.Controller.Tenants;

namespace Polydev.Tests.Controller.Executions;

/// <summary>Who runs, who waits, and that nobody is starved.</summary>
public sealed class AdmissionQueueTests
{
    [Fact]
    public void A_turn_is_taken_at_once_while_there_is_room()
    {
        var queue = Queue(concurrent: 2);
        Assert.Null(queue.Enter(new Ticket("a"), out var first));
        Assert.Null(queue.Enter(new Ticket("a"), out var second));
        Assert.Null(queue.Enter(new Ticket("a"), out var third));
        Assert.Equal((0, 0, 1), (first, second, third));
        Assert.Equal((2, 1), (queue.Running, queue.Waiting));
    }

    [Fact]
    public void A_busy_tenant_delays_another_by_one_turn_only()
    {
        var queue = Queue(concurrent: 1);
        var running = new Ticket("busy");
        queue.Enter(running, out _);
        var crowd = Enumerable.Range(0, 100).Select(_ => new Ticket("busy")).ToList();
        crowd.ForEach(t => queue.Enter(t, out _));
        var quiet = new Ticket("quiet");
        queue.Enter(quiet, out var position);
        Assert.Equal(2, position);

        queue.Leave(running);
        Assert.True(crowd[0].HasTurn);
        queue.Leave(crowd[0]);
        Assert.True(quiet.HasTurn);
    }

    [Fact]
    public void Positions_count_down_as_turns_are_given()
    {
        var queue = Queue(concurrent: 1);
        var tickets = Enumerable.Range(0, 4).Select(_ => new Ticket("a")).ToList();
        tickets.ForEach(t => queue.Enter(t, out _));
        Assert.Equal([0, 1, 2, 3], tickets.Select(queue.Position));
        queue.Leave(tickets[0]);
        Assert.Equal([0, 0, 1, 2], tickets.Select(queue.Position));
        queue.Leave(tickets[2]);
        Assert.Equal([0, 0, 0, 1], tickets.Select(queue.Position));
    }

    [Fact]
    public void A_full_queue_refuses_with_a_wait()
    {
        var queue = Queue(concurrent: 1, perTenantQueued: 1);
        queue.Enter(new Ticket("a"), out _);
        queue.Enter(new Ticket("a"), out _);
        var problem = queue.Enter(new Ticket("a"), out _);
        Assert.NotNull(problem);
        Assert.Equal((429, "queue_full"), (problem.Status, problem.Code));
        Assert.True(problem.RetryAfterSeconds >= 1);
        Assert.Null(queue.Enter(new Ticket("b"), out _));
    }

    [Fact]
    public void A_tenant_at_its_own_limit_does_not_hold_others_back()
    {
        var queue = Queue(concurrent: 10);
        var first = new Ticket("a", maxConcurrent: 1);
        queue.Enter(first, out _);
        var second = new Ticket("a", maxConcurrent: 1);
        queue.Enter(second, out var position);
        Assert.Equal(1, position);
        queue.Enter(new Ticket("b"), out position);
        Assert.Equal(0, position);
        queue.Leave(first);
        Assert.True(second.HasTurn);
    }

    [Fact]
    public void Limits_hold_and_every_ticket_gets_its_turn_whatever_the_order() => Gen
        .Select(Gen.Int[0, 3], Gen.Bool)
        .Array[1, 200]
        .Sample(steps =>
        {
            var queue = Queue(concurrent: 3);
            var inside = new List<Ticket>();
            foreach (var (tenant, enters) in steps)
            {
                if (enters || inside.Count == 0)
                {
                    var ticket = new Ticket("t" + tenant, maxConcurrent: 2);
                    queue.Enter(ticket, out var position);
                    ticket.HasTurn |= position == 0;
                    inside.Add(ticket);
                }
                else
                {
                    var ticket = inside[tenant % inside.Count];
                    inside.Remove(ticket);
                    queue.Leave(ticket);
                }

                var running = inside.Where(t => t.HasTurn).ToList();
                Assert.Equal(queue.Running, running.Count);
                Assert.Equal(queue.Waiting, inside.Count - running.Count);
                Assert.True(running.Count <= 3);
                Assert.All(running.GroupBy(t => t.Tenant.Id, StringComparer.Ordinal), g => Assert.True(g.Count() <= 2));

                // No turn is left lying about while somebody could take it.
                Assert.True(running.Count == 3 || inside.Where(t => !t.HasTurn).All(t => running.Count(r => r.Tenant.Id == t.Tenant.Id) == 2));
            }

            while (inside.Find(t => t.HasTurn) is { } next)
            {
                inside.Remove(next);
                queue.Leave(next);
            }

            Assert.Empty(inside);
        });

    private static AdmissionQueue Queue(int concurrent, int perTenantQueued = 1000)
    {
        var options = new ControllerOptions();
        options.Executions.MaxConcurrent = concurrent;
        options.Executions.MaxQueuedPerTenant = perTenantQueued;
        return new AdmissionQueue(options);
    }

    /// <summary>A ticket that notes its turn.</summary>
    private sealed class Ticket(string tenant, int? maxConcurrent = null)
        : AdmissionTicket(new Tenant { Id = tenant, Name = tenant, Limits = new TenantLimits { MaxConcurrent = maxConcurrent } })
    {
        public bool HasTurn { get; set; }

        internal override void OnTurn() => HasTurn = true;
    }
}
