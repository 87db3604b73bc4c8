using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Polydev.Controller.Pools;

/// <summary>What pools remember over a restart: what each hour of the week needed, and what operators changed. One small file.</summary>
internal sealed class PoolMemory
{
    private const string FileName = "pools.json";

    private readonly Lock _gate = new();
    private readonly string? _path;
    private readonly ILogger<PoolMemory> _log;
    private readonly Dictionary<string, PoolMemoryEntry> _byPool;

    /// <summary>Reads the memory of a data directory.</summary>
    /// <param name="dataDirectory">The directory; null to remember nothing.</param>
    /// <param name="log">Where a file that cannot be read is told of: pools then start over, which costs speed and no data.</param>
    public PoolMemory(string? dataDirectory, ILogger<PoolMemory> log)
    {
        _log = log;
        _path = string.IsNullOrEmpty(dataDirectory) ? null : Path.Combine(dataDirectory, FileName);
        _byPool = Read();
    }

    /// <summary>What the hours of the week needed.</summary>
    public WeekProfile? WeekOf(string pool)
    {
        lock (_gate)
        {
            return _byPool.GetValueOrDefault(pool)?.Week is { } week && week.IsValid() ? week : null;
        }
    }

    /// <summary>What operators changed.</summary>
    public PoolSizing SizingOf(string pool)
    {
        lock (_gate)
        {
            return _byPool.GetValueOrDefault(pool)?.Sizing ?? new PoolSizing();
        }
    }

    /// <summary>Keeps a change of an operator.</summary>
    public void Keep(string pool, PoolSizing sizing)
    {
        lock (_gate)
        {
            _byPool[pool] = (_byPool.GetValueOrDefault(pool) ?? new PoolMemoryEntry()) with { Sizing = sizing };
            Write();
        }
    }

    /// <summary>Keeps what the hours of the week needed.</summary>
    public void Keep(IEnumerable<(string Pool, WeekProfile Week)> weeks)
    {
        lock (_gate)
        {
            foreach (var (pool, week) in weeks)
            {
                _byPool[pool] = (_byPool.GetValueOrDefault(pool) ?? new PoolMemoryEntry()) with { Week = week };
            }

            Write();
        }
    }

    private Dictionary<string, PoolMemoryEntry> Read()
    {
        try
        {
            if (_path is not null && File.Exists(_path))
            {
                var read = JsonSerializer.Deserialize(File.ReadAllBytes(_path), PoolsJson.Default.DictionaryStringPoolMemoryEntry);
                return read is null ? new(StringComparer.Ordinal) : new(read, StringComparer.Ordinal);
            }
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            _log.MemoryUnreadable(_path!, e.Message);
        }

        return new(StringComparer.Ordinal);
    }

    private void Write()
    {
        if (_path is null)
        {
            return;
        }

        try
        {
            // Beside and then moved: a kill in the middle leaves the old file whole.
            File.WriteAllBytes(_path + ".new", JsonSerializer.SerializeToUtf8Bytes(_byPool, PoolsJson.Default.DictionaryStringPoolMemoryEntry));
            File.Move(_path + ".new", _path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _log.MemoryUnwritable(_path, e.Message);
        }
    }
}
