using System.Globalization;

namespace Polydev.Tests;

/// <summary>Decisions are referred to by number, from code and documents: each has one of its own, and its title says the same.</summary>
public sealed class DecisionTests
{
    private static string Folder { get; } = Find();

    [Fact]
    public void Each_has_a_number_of_its_own_and_none_is_left_out()
    {
        var numbers = Directory.GetFiles(Folder).Select(f => int.Parse(Path.GetFileName(f).AsSpan(0, 4), CultureInfo.InvariantCulture)).Order().ToList();
        Assert.Equal(Enumerable.Range(1, numbers.Count), numbers);
    }

    [Fact]
    public void Each_title_has_the_number_of_its_file()
    {
        foreach (var file in Directory.GetFiles(Folder))
        {
            var number = int.Parse(Path.GetFileName(file).AsSpan(0, 4), CultureInfo.InvariantCulture);
            Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"# {number}. "), File.ReadLines(file).First(), StringComparison.Ordinal);
        }
    }

    private static string Find()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            var folder = Path.Combine(directory.FullName, "docs", "decisions");
            if (Directory.Exists(folder))
            {
                return folder;
            }
        }

        throw new DirectoryNotFoundException("the tests run outside of a clone: there is no docs/decisions above them");
    }
}
