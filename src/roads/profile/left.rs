//! Where one drives on the left.

/// Boxes (south, west, north, east) in which one drives on the left. Where a border is no box,
/// several lie inside it, so that near such a border an extract counts as of the other side
/// unless its roads say `driving_side`.
///
/// Source: the 75 countries and territories that Wikipedia, "Left- and right-hand traffic",
/// lists as keeping left; the boxes were drawn for this table, and towns on both sides of
/// the borders and straits are held to it by a test.
pub(super) const LEFT: [[f64; 4]; 90] = [
    // United Kingdom, Ireland, the Isle of Man, the Channel Islands.
    [51.0, -11.0, 61.0, 1.8],
    [50.0, -6.0, 51.0, 1.2],
    [49.8, -6.5, 50.0, -5.0],
    [49.1, -2.8, 49.78, -1.98],
    // Malta, Cyprus.
    [35.7, 14.0, 36.2, 14.7],
    [34.4, 32.2, 35.8, 34.7],
    // Japan: Kyushu to Honshu, Tsushima, Hokkaido, the southern islands.
    [30.0, 129.6, 34.9, 146.0],
    [34.0, 129.1, 34.75, 129.6],
    [34.9, 131.0, 41.0, 142.5],
    [41.0, 139.0, 43.55, 145.9],
    [43.55, 139.0, 45.6, 145.35],
    [24.0, 122.9, 30.0, 132.0],
    // Hong Kong and Macau, short of Shenzhen and Zhuhai.
    [22.15, 113.82, 22.43, 114.45],
    [22.43, 113.98, 22.5, 114.2],
    [22.105, 113.535, 22.215, 113.6],
    // Thailand.
    [6.4, 98.2, 9.9, 101.9],
    [9.9, 98.95, 10.9, 100.2],
    [12.6, 99.9, 17.0, 102.2],
    [17.0, 98.3, 19.0, 100.9],
    [19.0, 98.6, 20.0, 100.2],
    [14.6, 102.2, 17.7, 104.3],
    [14.6, 104.3, 16.0, 105.2],
    // Malaysia, Singapore, Brunei, Indonesia, Timor-Leste, Papua New Guinea.
    [-6.2, 95.0, 6.6, 106.0],
    [-4.4, 108.5, 7.4, 119.3],
    [-11.0, 105.0, -5.0, 127.5],
    [-6.0, 118.7, 1.9, 125.5],
    [1.9, 124.5, 4.2, 127.3],
    [-9.2, 125.5, 2.7, 141.0],
    [-12.0, 141.0, -0.5, 156.0],
    // India, Sri Lanka, Maldives, Pakistan, Nepal, Bhutan, Bangladesh.
    [5.8, 72.0, 20.0, 88.0],
    [-0.8, 72.5, 7.2, 73.9],
    [20.0, 68.5, 24.5, 92.0],
    [24.5, 66.5, 29.5, 80.5],
    [29.5, 71.0, 33.5, 78.0],
    [33.5, 71.6, 35.5, 75.5],
    [29.5, 78.0, 30.8, 79.6],
    [24.5, 80.5, 27.75, 88.0],
    [27.6, 80.5, 28.8, 84.0],
    [24.5, 88.0, 27.3, 92.0],
    [27.3, 89.3, 27.7, 91.7],
    [24.2, 92.0, 27.0, 93.9],
    [26.8, 93.9, 27.7, 95.3],
    [24.5, 62.0, 26.0, 66.5],
    [26.0, 63.5, 28.5, 66.5],
    // Southern Africa from the Cape to the Zambezi.
    [-35.0, 16.4, -26.9, 33.0],
    [-26.9, 11.7, -18.1, 41.0],
    [-18.1, 24.1, -13.5, 41.0],
    // Zambia, Malawi, Mozambique, Tanzania, Kenya, Uganda.
    [-13.5, 24.1, -12.6, 28.35],
    [-13.5, 30.0, -8.6, 41.0],
    [-8.6, 31.0, -2.5, 41.0],
    [-7.0, 29.6, -4.5, 31.0],
    [-2.5, 31.0, 3.4, 40.9],
    [-1.0, 30.1, 0.8, 31.0],
    // Mauritius, Rodrigues, Seychelles, Saint Helena.
    [-20.6, 57.2, -19.9, 57.9],
    [-19.9, 63.2, -19.6, 63.6],
    [-10.0, 46.0, -3.7, 56.5],
    [-16.1, -5.8, -15.8, -5.6],
    // Australia, Norfolk Island, New Zealand.
    [-44.0, 112.0, -10.0, 154.0],
    [-29.2, 167.8, -28.9, 168.1],
    [-48.0, 166.0, -34.0, 179.0],
    // Solomon Islands, Nauru, Kiribati, Tuvalu, Fiji.
    [-12.5, 155.5, -6.5, 170.5],
    [-0.6, 166.8, -0.4, 167.0],
    [-3.0, 172.5, 3.6, 177.0],
    [1.6, -157.7, 2.1, -157.1],
    [-10.8, 176.0, -5.6, 180.0],
    [-19.5, 176.8, -16.0, 180.0],
    [-19.3, -180.0, -15.7, -178.2],
    // Samoa, Tonga, Niue, Cook Islands, Tokelau, Pitcairn.
    [-14.1, -173.0, -13.4, -171.3],
    [-22.4, -176.3, -15.5, -173.6],
    [-19.2, -170.1, -18.9, -169.7],
    [-22.0, -160.0, -8.9, -157.2],
    [-9.5, -172.6, -8.5, -171.1],
    [-25.2, -130.2, -23.8, -124.7],
    // Guyana, Suriname, Falkland Islands.
    [5.2, -59.5, 8.0, -57.0],
    [2.6, -57.9, 6.1, -54.6],
    [-52.6, -61.6, -50.9, -57.6],
    // Trinidad and Tobago; Grenada to Saint Lucia with Barbados; Dominica.
    [10.0, -61.8, 11.4, -60.4],
    [11.9, -61.9, 14.15, -59.4],
    [15.15, -61.55, 15.7, -61.2],
    // Montserrat, Antigua and Barbuda, Saint Kitts and Nevis, Anguilla, the Virgin Islands.
    [16.6, -62.3, 16.85, -62.1],
    [16.9, -62.0, 17.8, -61.6],
    [17.05, -62.9, 17.45, -62.5],
    [18.14, -63.2, 18.3, -62.9],
    [17.6, -65.1, 18.8, -64.2],
    // Jamaica, Cayman Islands, Bahamas, Turks and Caicos, Bermuda.
    [17.7, -78.4, 18.6, -76.1],
    [19.2, -81.5, 19.8, -79.7],
    [23.4, -79.5, 27.5, -74.0],
    [20.85, -74.8, 23.4, -71.0],
    [22.0, -76.0, 23.4, -74.8],
    [32.2, -64.95, 32.45, -64.6],
];
