using CsCheck;
using Polydev.Drivers;
using Polydev.Drivers.Remote;

namespace Polydev.Tests.Drivers.Remote;

/// <summary>Where a worker goes.</summary>
public sealed class NodeChoiceTests
{
    private const long Mebibyte = 1 << 20;

    [Fact]
    public void A_worker_goes_only_where_it_fits_and_nowhere_when_it_fits_on_none() =>
        Gen.Select(Gen.Long[0, 2000].Array[0, 12], Gen.Long[1, 1000], Gen.Int).Sample((free, size, seed) =>
        {
            var nodes = free.Select(f => new Host(f * Mebibyte)).ToList();
            var chosen = Choose(nodes, size, new Random(seed));
            Assert.Equal(nodes.Exists(n => n.Free >= size * Mebibyte), chosen is not null);
            Assert.True(chosen is null || chosen.Free >= size * Mebibyte);
        });

    [Fact]
    public void No_more_workers_are_placed_than_fit_and_all_that_fit_are() =>
        Gen.Select(Gen.Long[0, 20].Array[1, 8], Gen.Int).Sample((rooms, seed) =>
        {
            var random = new Random(seed);
            var nodes = rooms.Select(r => new Host(r * 100 * Mebibyte)).ToList();
            var placed = 0;
            while (Choose(nodes, 100, random) is { } node)
            {
                node.Free -= 100 * Mebibyte;
                placed++;
            }

            Assert.Equal(rooms.Sum(), placed);
            Assert.All(nodes, n => Assert.Equal(0, n.Free));
        });

    [Fact]
    public void Workers_spread_over_equal_nodes()
    {
        var random = new Random(1);
        var nodes = Enumerable.Range(0, 10).Select(_ => new Host(100 * 100 * Mebibyte)).ToList();
        for (var i = 0; i < 500; i++)
        {
            Choose(nodes, 100, random)!.Free -= 100 * Mebibyte;
        }

        var workers = nodes.Select(n => 100 - (n.Free / Mebibyte / 100)).ToList();
        Assert.InRange(workers.Max() - workers.Min(), 0, 6);
    }

    [Fact]
    public void Of_three_nodes_the_one_with_most_room_is_taken()
    {
        Host[] nodes = [new(300 * Mebibyte), new(900 * Mebibyte), new(600 * Mebibyte)];
        Assert.Same(nodes[1], Choose(nodes, 100, new Random(3)));
    }

    [Fact]
    public void A_node_with_a_turn_to_start_goes_before_one_with_more_room()
    {
        Host[] nodes = [new(300 * Mebibyte), new(900 * Mebibyte) { Busy = true }];
        Assert.Same(nodes[0], Choose(nodes, 100, new Random(3)));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    public void What_is_promised_over_and_over_is_beside_the_reserve(double overcommit, int room)
    {
        var load = new NodeLoad(400 * Mebibyte, 200 * Mebibyte, 8, 100 * Mebibyte, 0, 0);
        Assert.Equal(room, load.RoomFor(Spec(100) with { Overcommit = overcommit }));
    }

    [Fact]
    public void A_worker_of_unknown_limits_counts_as_large_as_the_next_one() =>
        Assert.Equal(2, new NodeLoad(400 * Mebibyte, 0, 8, 0, 0, 2).RoomFor(Spec(100)));

    [Fact]
    public void Cores_bind_where_a_worker_has_a_limit_of_them() =>
        Assert.Equal(5, new NodeLoad(4000 * Mebibyte, 0, 1, 0, 0.5, 0).RoomFor(Spec(100) with { Cpus = 0.1 }));

    private static Host? Choose(IEnumerable<Host> nodes, long mebibytes, Random random) =>
        NodeChoice.Choose(nodes, Spec(mebibytes), n => new NodeLoad(n.Free, 0, 8, 0, 0, 0), n => !n.Busy, random);

    private static WorkerSpec Spec(long mebibytes) => new() { WorkerId = "w", Pool = "default", Nonce = "n", MemoryBytes = mebibytes * Mebibyte, Cpus = 0 };

    private sealed class Host(long free)
    {
        public long Free { get; set; } = free;

        public bool Busy { get; init; }
    }
}
