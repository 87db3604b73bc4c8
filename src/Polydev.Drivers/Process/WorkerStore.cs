using System.Text.Json;

namespace Polydev.Drivers.Process;

/// <summary>The directory of the workers of this node: one small file and one working directory for each.</summary>
internal sealed class WorkerStore(string directory)
{
    private readonly string _facts = Path.Combine(directory, "workers");
    private readonly string _work = Path.Combine(directory, "work");

    /// <summary>Identity of this start of the machine.</summary>
    public string Boot { get; } = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    /// <summary>Makes the directories.</summary>
    public void Prepare()
    {
        OwnDirectory.Create(directory);
        OwnDirectory.Create(_facts);
        OwnDirectory.Create(_work);
    }

    /// <summary>Makes the empty directory a worker runs in.</summary>
    public string CreateWorkingDirectory(string workerId)
    {
        var path = Path.Combine(_work, workerId);
        OwnDirectory.Create(path);
        return path;
    }

    /// <summary>Writes what is known of a worker, over what was known before.</summary>
    /// <remarks>
    /// A fresh file that takes the old one's place would cost two more files a start, and the file system's wait for its disk. It would guard
    /// against nothing: the one write of a few hundred bytes is whole or not there when we are killed, and when the machine fails its processes
    /// are gone as well.
    /// </remarks>
    public void Save(WorkerFacts facts)
    {
        var text = JsonSerializer.SerializeToUtf8Bytes(facts, WorkerFactsJson.Default.WorkerFacts);
        using var file = File.OpenHandle(FileOf(facts.WorkerId), FileMode.OpenOrCreate, FileAccess.Write);
        RandomAccess.Write(file, text, 0);
        if (RandomAccess.GetLength(file) > text.Length)
        {
            RandomAccess.SetLength(file, text.Length);
        }
    }

    /// <summary>What an earlier controller left; a file that cannot be read is removed, as nothing can be known of its worker.</summary>
    public IReadOnlyList<WorkerFacts> Load()
    {
        var all = new List<WorkerFacts>();
        foreach (var path in Directory.EnumerateFiles(_facts))
        {
            if (path.EndsWith(".json", StringComparison.Ordinal) && Read(path) is { } facts)
            {
                all.Add(facts);
            }
            else
            {
                File.Delete(path);
            }
        }

        return all;
    }

    /// <summary>Removes everything of a worker that has ended.</summary>
    public void Remove(WorkerFacts facts)
    {
        try
        {
            Directory.Delete(facts.WorkingDirectory, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // An earlier removal got this far.
        }

        File.Delete(FileOf(facts.WorkerId));
    }

    private static WorkerFacts? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), WorkerFactsJson.Default.WorkerFacts);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private string FileOf(string workerId) => Path.Combine(_facts, workerId + ".json");
}
