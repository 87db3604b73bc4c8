namespace Polydev.Worker.Native;

/// <summary>Gives memory back that a quiet worker does not need: a host holds hundreds of them.</summary>
internal static class Memory
{
    /// <summary>Compacts the managed heap and returns what is free of both heaps. Takes milliseconds: only for moments when nobody waits.</summary>
    public static void GiveBack()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        try
        {
            _ = Libc.TrimHeap(0);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library than glibc; it has its own way.
        }
    }
}
