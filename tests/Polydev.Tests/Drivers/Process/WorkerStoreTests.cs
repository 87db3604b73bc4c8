using Polydev.Drivers.Process;

namespace Polydev.Tests.Drivers.Process;

/// <summary>What is kept on disk of each worker.</summary>
public sealed class WorkerStoreTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("polydev-").FullName;
    private readonly WorkerStore _store;

    public WorkerStoreTests()
    {
        _store = new WorkerStore(_root);
        _store.Prepare();
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void What_is_saved_is_found_by_another()
    {
        var facts = Facts("w-1") with { Pid = 7, StartTime = 9, Cgroups = ["/a", "/b"], Wrapped = true };
        _store.Save(facts);

        Assert.Equivalent(facts, Assert.Single(new WorkerStore(_root).Load()));
    }

    [Theory]
    [InlineData(0, 0, 4_194_304, ulong.MaxValue)]
    [InlineData(4_194_304, ulong.MaxValue, 0, 0)]
    public void What_is_saved_last_counts_whole(int pid, ulong start, int laterPid, ulong laterStart)
    {
        _store.Save(Facts("w-1") with { Pid = pid, StartTime = start });
        _store.Save(Facts("w-1") with { Pid = laterPid, StartTime = laterStart });

        Assert.Equivalent(Facts("w-1") with { Pid = laterPid, StartTime = laterStart }, Assert.Single(_store.Load()));
    }

    [Fact]
    public void A_worker_takes_one_file_and_one_directory_and_gives_both_back()
    {
        var facts = Facts("w-1");
        _store.Save(facts);
        _store.Save(facts with { Pid = 7 });
        Assert.Equal(["w-1", "w-1.json"], Entries());

        _store.Remove(facts);
        Assert.Empty(Entries());
    }

    private IEnumerable<string?> Entries() =>
        new[] { "work", "workers" }.SelectMany(d => Directory.EnumerateFileSystemEntries(Path.Combine(_root, d))).Select(Path.GetFileName);

    private WorkerFacts Facts(string id) => new() { WorkerId = id, Pool = "default", Boot = _store.Boot, WorkingDirectory = _store.CreateWorkingDirectory(id) };
}
