using CsCheck;
using Polydev.Drivers.Docker.Images;

namespace Polydev.Tests.Drivers.Docker.Images;

/// <summary>What a program of this machine asks of it.</summary>
public sealed class ElfFileTests
{
    private static readonly Lazy<byte[]> Program = new(() => File.ReadAllBytes("/bin/sh"));

    [Fact]
    public void A_program_names_its_loader_and_its_libraries()
    {
        RequireLinux();
        var elf = ElfFile.Read(Program.Value)!;
        Assert.True(File.Exists(elf.Interpreter), elf.Interpreter);
        Assert.Contains("libc.so.6", elf.Needed);
        Assert.All(elf.Needed, name => Assert.Matches(@"^[\w.+-]+$", name));
    }

    [Fact]
    public void A_script_is_no_program() => Assert.Null(ElfFile.Read("#!/bin/sh\n"u8));

    [Fact]
    public void A_cut_or_spoilt_file_is_told_as_such()
    {
        RequireLinux();
        var program = Program.Value.AsSpan(0, Math.Min(Program.Value.Length, 1 << 16)).ToArray();
        Gen.Select(Gen.Int[4, program.Length - 1], Gen.Int[4, 1000], Gen.Byte).Sample((length, where, value) =>
        {
            var spoilt = program.AsSpan(0, length).ToArray();
            spoilt[Math.Min(where, length - 1)] = value;
            try
            {
                _ = ElfFile.Read(spoilt);
            }
            catch (InvalidDataException)
            {
                // Said so.
            }
        });
    }

    [Fact]
    public void Everything_a_program_needs_is_found_where_the_loader_looks()
    {
        RequireLinux();
        var found = SharedLibraries.Of(Program.Value, []);
        Assert.Contains(found, e => e.Path.EndsWith("/libc.so.6", StringComparison.Ordinal));
        Assert.Equal(found.Select(e => e.Path).Distinct(StringComparer.Ordinal).Count(), found.Count);
        Assert.All(found, e => Assert.Equal(new FileInfo(Path.GetFullPath(e.Source!)).ResolveLinkTarget(returnFinalTarget: true) is FileInfo real ? real.Length : new FileInfo(e.Source!).Length, e.Content!.Value.Length));
    }

    [Fact]
    public void A_library_that_is_not_here_is_named_with_what_to_do()
    {
        RequireLinux();
        var missing = Assert.Throws<ImageException>(() => SharedLibraries.Of(Program.Value, [["libof-no-machine.so.7", "libof-no-machine.so.6"]]));
        Assert.Equal("library_missing", missing.Code);
        Assert.Contains("libof-no-machine.so.7", missing.Message, StringComparison.Ordinal);
        Assert.NotNull(missing.Next);
    }

    [Fact]
    public void What_is_no_program_is_no_worker() => Assert.Equal("worker_not_native", Assert.Throws<ImageException>(() => SharedLibraries.Of("#!"u8.ToArray(), [])).Code);

    private static void RequireLinux() => Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.Is64BitProcess, "ELF programs are of Linux.");
}
