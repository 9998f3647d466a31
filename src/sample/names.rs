//! Names for invented people, streets and schools. Given names and surnames are common
//! ones of each language's speakers, put together by chance.

/// A language, its weight among families of a valley town, and names of its speakers.
pub(super) struct Tongue {
    /// As in the `language` columns.
    pub code: &'static str,
    /// Its weight among families, where somebody on the team speaks it.
    pub weight: usize,
    /// Given names of children and adults.
    pub given: &'static [&'static str],
    /// Family names.
    pub family: &'static [&'static str],
}

/// Every language of the district. The first two are spoken by most liaisons.
pub(super) const TONGUES: [Tongue; 8] = [
    Tongue {
        code: "en",
        weight: 22,
        given: &[
            "Aaliyah", "Caleb", "Dana", "Darnell", "Elise", "Gavin", "Hannah", "Imani", "Jasper",
            "Keisha", "Logan", "Marcus", "Nora", "Owen", "Paige", "Quentin", "Renee", "Shawn",
            "Tessa", "Wyatt",
        ],
        family: &[
            "Abbott",
            "Baxter",
            "Coleman",
            "Dawson",
            "Ellison",
            "Freeman",
            "Gaines",
            "Holloway",
            "Irwin",
            "Jennings",
            "Kirby",
            "Lawson",
            "Maddox",
            "Norris",
            "Pruitt",
            "Sutter",
            "Tolliver",
            "Whitfield",
        ],
    },
    Tongue {
        code: "es",
        weight: 50,
        given: &[
            "Adriana", "Alonso", "Beatriz", "Camila", "Citlali", "Diego", "Esteban", "Fernanda",
            "Gael", "Graciela", "Ignacio", "Itzel", "Joaquin", "Leticia", "Lucia", "Mateo",
            "Nayeli", "Octavio", "Paloma", "Ramiro", "Rosalia", "Santiago", "Ximena", "Yesenia",
        ],
        family: &[
            "Aguilar",
            "Barragan",
            "Cervantes",
            "Cisneros",
            "Duarte",
            "Escobedo",
            "Fuentes",
            "Galindo",
            "Huerta",
            "Ibarra",
            "Jaimes",
            "Luna",
            "Magana",
            "Navarro",
            "Ochoa",
            "Palomares",
            "Quintero",
            "Renteria",
            "Saldana",
            "Tapia",
            "Uribe",
            "Villasenor",
            "Zamora",
            "Zepeda",
        ],
    },
    Tongue {
        code: "vi",
        weight: 6,
        given: &[
            "An", "Bao", "Chau", "Dung", "Hanh", "Khoa", "Linh", "Minh", "Phuong", "Thao", "Tuan",
            "Vy",
        ],
        family: &[
            "Bui", "Dang", "Dinh", "Hoang", "Huynh", "Luong", "Ngo", "Truong", "Vo",
        ],
    },
    Tongue {
        code: "ar",
        weight: 5,
        given: &[
            "Amal", "Bilal", "Dalia", "Faris", "Hala", "Idris", "Jamila", "Karim", "Layla",
            "Nadia", "Samir", "Yusuf",
        ],
        family: &[
            "Abboud", "Darwish", "Fakhoury", "Haddad", "Khalil", "Mansour", "Nassar", "Saleh",
            "Shadid",
        ],
    },
    Tongue {
        code: "tl",
        weight: 5,
        given: &[
            "Amihan", "Bayani", "Corazon", "Dante", "Imelda", "Jomar", "Ligaya", "Marisol",
            "Nenita", "Rodel", "Tala",
        ],
        family: &[
            "Agbayani",
            "Bautista",
            "Calma",
            "Dimaculangan",
            "Laurel",
            "Macaraeg",
            "Pangilinan",
            "Salonga",
        ],
    },
    Tongue {
        code: "zh",
        weight: 4,
        given: &[
            "Bowen", "Chenxi", "Fang", "Haoran", "Jia", "Lihua", "Meilin", "Qing", "Ruoxi", "Wei",
            "Xin", "Yifan",
        ],
        family: &[
            "Cai", "Deng", "Feng", "Guo", "Jiang", "Liang", "Peng", "Song", "Xie", "Zhao",
        ],
    },
    Tongue {
        code: "pa",
        weight: 4,
        given: &[
            "Amrit", "Balbir", "Gurleen", "Harjot", "Jasleen", "Kiran", "Manpreet", "Navdeep",
            "Simran", "Tejinder",
        ],
        family: &[
            "Bains", "Brar", "Dhaliwal", "Gill", "Grewal", "Johal", "Mann", "Sandhu", "Sidhu",
        ],
    },
    Tongue {
        code: "hmn",
        weight: 4,
        given: &[
            "Chue", "Gao", "Kao", "Mai", "Nhia", "Pa", "See", "Tou", "Xai", "Yer",
        ],
        family: &["Cha", "Her", "Kue", "Lor", "Moua", "Thao", "Vang", "Xiong"],
    },
];

/// Streets that run north and south, by their order from the west.
pub(super) const AVENUES: [&str; 40] = [
    "Almond",
    "Apricot",
    "Arbor",
    "Bardell",
    "Birch",
    "Blossom",
    "Canal",
    "Carob",
    "Cedar",
    "Chicory",
    "Clover",
    "Cornelia",
    "Cypress",
    "Depot",
    "Elder",
    "Fig",
    "Foxglove",
    "Granary",
    "Hackberry",
    "Hazel",
    "Ivy",
    "Juniper",
    "Laurel",
    "Locust",
    "Magnolia",
    "Maple",
    "Mulberry",
    "Myrtle",
    "Oleander",
    "Olive",
    "Pepper",
    "Persimmon",
    "Plum",
    "Quince",
    "Sage",
    "Sumac",
    "Sycamore",
    "Tamarack",
    "Walnut",
    "Willow",
];

/// What schools are called, before `Elementary`, `Middle School` and `High School`.
pub(super) const SCHOOLS: [&str; 36] = [
    "Heron Slough",
    "Live Oak",
    "Almendra",
    "Canal Street",
    "Blossom Trail",
    "Orchard View",
    "Tule Fog",
    "Packing House",
    "Dos Alamos",
    "Rancho Sereno",
    "Kingbird",
    "Sierra Crest",
    "Mustang Prairie",
    "Old Depot",
    "Sandhill",
    "Poppy Field",
    "Water Tower",
    "Las Golondrinas",
    "Cottonwood",
    "Granary Road",
    "Meadowlark",
    "El Portezuelo",
    "Windmill",
    "Vernal Pool",
    "Buckeye",
    "Levee",
    "Nogales Grove",
    "Quail Run",
    "Manzanita Flat",
    "Redwing",
    "Stone Corral",
    "Tumbleweed",
    "Valle Dorado",
    "White Egret",
    "Foothill Gate",
    "Bluebell",
];

/// A numbered street: `1st St`, `22nd St`.
pub(super) fn street(number: usize) -> String {
    let ending = match (number % 100, number % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{number}{ending} St")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// English ordinals, with the teens that break the rule of the last digit.
    #[test]
    fn ordinals() {
        let numbers = [1, 2, 3, 4, 11, 12, 13, 21, 22, 103, 111];
        let streets: Vec<String> = numbers.into_iter().map(street).collect();
        let expected = "1st 2nd 3rd 4th 11th 12th 13th 21st 22nd 103rd 111th";
        assert_eq!(streets.join(" ").replace(" St", ""), expected);
    }
}
